"""Looks for pictures as pyautogui does, and tells where it found them and how long it took.

Arguments: the pictures' files. Answers one JSON line: seconds, and a place or null for each.
"""

import json
import sys
import time

import pyautogui

CONFIDENCE = 0.9


def place(file: str) -> tuple[int, int] | None:
    """Where pyautogui finds it first."""
    try:
        found = pyautogui.locateOnScreen(file, confidence=CONFIDENCE)
    except pyautogui.ImageNotFoundException:
        return None
    return (int(found.left), int(found.top)) if found is not None else None


def main() -> None:
    """Once to warm up, then all of them."""
    files = sys.argv[1:]
    place(files[0])
    began = time.perf_counter()
    places = [place(file) for file in files]
    print(json.dumps({"seconds": time.perf_counter() - began, "places": places}))


main()
