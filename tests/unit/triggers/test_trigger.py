"""What a trigger says: at once, then seldom, and never without end."""

from runner.triggers.trigger import AGAIN_SECONDS, MOST, Problem, Voice


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_sentence_is_said_at_once_and_then_with_how_often_it_happened() -> None:
    told: list[Problem] = []
    clock = Clock()
    voice = Voice("inbox", told.append, clock)

    for _ in range(1000):
        voice.say("The server is gone.")
    assert told == [Problem("inbox", "The server is gone.")]
    clock.now += AGAIN_SECONDS
    voice.turn()
    voice.say("The server is gone.")

    assert told[1:] == [Problem("inbox", "The server is gone.", 999)]


def test_of_very_many_sentences_only_some_are_said_and_the_others_counted() -> None:
    told: list[Problem] = []
    clock = Clock()
    voice = Voice("inbox", told.append, clock)

    for number in range(1000):
        voice.say(f"File {number} is damaged.")
    clock.now += AGAIN_SECONDS
    voice.turn()
    voice.turn()

    assert len(told) == MOST + 1
    assert told[-1].sentence.startswith(f"{1000 - MOST} more things went wrong")
