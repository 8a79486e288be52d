"""Order: what the sure ones tell of those between them."""

from runner.healing.ordering import Neighbours, anchors


def test_only_sure_ones_are_anchors_and_a_control_has_one() -> None:
    known = anchors([(0, 0, 0.95), (1, 5, 0.5), (2, 0, 0.99), (3, 7, 0.92)])

    assert (known.old, known.new) == ((2, 3), (0, 7))
    assert known.taken == {0, 7}


def test_pages_in_order_keep_it_and_shuffled_ones_do_not() -> None:
    kept = anchors([(n, n, 1.0) for n in range(10)]).kept
    turned = anchors([(n, 9 - n, 1.0) for n in range(10)]).kept

    assert kept > 0.9
    assert turned < 0.1


def test_between_its_neighbours_and_one_step_from_each() -> None:
    near = Neighbours.of(1, anchors([(0, 0, 1.0), (2, 2, 1.0)]))

    assert set(near.compare(1, 1)) == {"order.between", "order.step"}
    assert set(near.compare(1, 7)) == set()
    assert "order.taken" in near.compare(1, 2)


def test_on_the_wrong_side_of_both() -> None:
    near = Neighbours.of(5, anchors([(4, 8, 1.0), (6, 2, 1.0)]))

    assert "order.outside" in near.compare(5, 5)


def test_an_anchor_does_not_speak_for_itself() -> None:
    near = Neighbours.of(1, anchors([(0, 0, 1.0), (1, 1, 1.0), (2, 2, 1.0)]))

    assert (near.before, near.after) == ((0, 0), (2, 2))
    assert 1 not in near.taken


def test_no_room_between_neighbours_speaks_for_gone() -> None:
    near = Neighbours.of(1, anchors([(0, 0, 1.0), (2, 1, 1.0)]))

    assert near.room([0, 1, 2, 3]) == 0
    assert "null.order.full" in near.absent(0)
    assert "null.order.full" not in near.absent(1)
