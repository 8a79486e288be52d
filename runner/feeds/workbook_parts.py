"""Where an .xlsx keeps its sheets, and which of its number formats show leading zeros."""

import posixpath
import re
import zipfile
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, parse

from runner.feeds.errors import DamagedFileError

_LEADING_ZEROS = re.compile(r"0{2,}")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def sheet_parts(name: str, package: zipfile.ZipFile) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name."""
    targets = {
        relation.get("Id"): _absolute(relation.get("Target", ""))
        for relation in _root(name, package, "xl/_rels/workbook.xml.rels")
    }
    parts = {}
    for element in _all(_root(name, package, "xl/workbook.xml"), "sheet"):
        relation = element.get(_RELATION) or element.get(_STRICT_RELATION)
        target = targets.get(relation)
        if target is not None:
            parts[element.get("name", "")] = target
    return parts


def zero_padded_styles(name: str, package: zipfile.ZipFile) -> dict[str, int]:
    """How many digits each style shows at least, for formats such as `00000`."""
    if "xl/styles.xml" not in package.namelist():
        return {}
    root = _root(name, package, "xl/styles.xml")
    codes = {
        element.get("numFmtId"): element.get("formatCode", "") for element in _all(root, "numFmt")
    }
    formats = next(iter(_all(root, "cellXfs")), None)
    widths: dict[str, int] = {}
    for number, style in enumerate([] if formats is None else formats):
        code = codes.get(style.get("numFmtId"), "")
        if _LEADING_ZEROS.fullmatch(code):
            widths[str(number)] = len(code)
    return widths


def _absolute(target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join("xl", target))


def _all(root: Element, tag: str) -> list[Element]:
    return [element for element in root.iter() if element.tag.rpartition("}")[2] == tag]


def _root(name: str, package: zipfile.ZipFile, part: str) -> Element:
    try:
        with package.open(part) as file:
            root = parse(file).getroot()
    except (LookupError, ValueError, ParseError, DefusedXmlException) as error:
        raise DamagedFileError(name, f"its part {part!r} is missing or broken") from error
    if root is None:
        raise DamagedFileError(name, f"its part {part!r} is empty")
    return root
