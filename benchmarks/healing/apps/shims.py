"""Lets releases of ten years run on a Python of today."""

import base64
import collections
import collections.abc
import gettext
import inspect
from collections import namedtuple

ArgSpec = namedtuple("ArgSpec", "args varargs keywords defaults")


def getargspec(function):
    """What inspect had until Python 3.11."""
    return ArgSpec(*inspect.getfullargspec(function)[:4])


def apply():
    """Put back what was taken out of the standard library."""
    for name in collections.abc.__all__:
        if not hasattr(collections, name):
            setattr(collections, name, getattr(collections.abc, name))
    if not hasattr(inspect, "getargspec"):
        inspect.getargspec = getargspec
    translation = gettext.translation

    def without_codeset(*words, codeset=None, **named):
        return translation(*words, **named)

    gettext.translation = without_codeset
    if not hasattr(gettext.NullTranslations, "set_output_charset"):
        gettext.NullTranslations.set_output_charset = lambda self, charset: None
    if not hasattr(base64, "decodestring"):
        base64.decodestring = base64.decodebytes
        base64.encodestring = base64.encodebytes
