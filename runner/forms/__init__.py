"""Forms: from a model to fields, and from what was posted back to typed values."""

from runner.forms.field import Choice, FormField, Widget, fields_of, typed
from runner.forms.reading import FORM, Filled, read_form

__all__ = ["FORM", "Choice", "Filled", "FormField", "Widget", "fields_of", "read_form", "typed"]
