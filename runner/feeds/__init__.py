"""Where items come from: workbooks, CSV and JSON files, forms and command lines."""

from runner.feeds.columns import Column, ColumnMatch
from runner.feeds.drafts import draft_from_values, drafts, match_columns
from runner.feeds.errors import FeedError
from runner.feeds.feed import Feed, open_feed
from runner.feeds.wanted import personal_values, texts_of

__all__ = [
    "Column",
    "ColumnMatch",
    "Feed",
    "FeedError",
    "draft_from_values",
    "drafts",
    "match_columns",
    "open_feed",
    "personal_values",
    "texts_of",
]
