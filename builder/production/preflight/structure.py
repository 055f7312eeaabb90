"""What a print file must not carry as a file: locks, scripts, actions, forms, layers, foreign streams.

Source: ISO 15930-7, 6.9 to 6.18; ISO 15930-4, 6.
"""

from typing import Any

import pikepdf

from builder.production.preflight.findings import FILE, Findings, Place

SCRIPTS = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm")


def check_structure(pdf: pikepdf.Pdf, standard: str, findings: Findings) -> None:
    """Report `file-locked`, `action-forbidden`, `form-fields`, `layers-present`, `files-attached`,
    `encoding-lzw`, `stream-foreign`."""
    root = pdf.Root
    if pdf.is_encrypted:
        findings.error("file-locked", FILE)
    names: Any = root.get("/Names", {})
    if "/AA" in root or "/JavaScript" in names or _is_script(root.get("/OpenAction")):
        findings.error("action-forbidden", FILE)
    if "/AcroForm" in root and len(root["/AcroForm"].get("/Fields", [])):
        findings.error("form-fields", FILE)
    if "/EmbeddedFiles" in names:
        findings.error("files-attached", FILE)
    if "/OCProperties" in root:
        tell = findings.error if standard == "x1a" else findings.warning
        tell("layers-present", FILE)
    for number, page in enumerate(pdf.pages, 1):
        _check_page(page, number, findings)
    _check_streams(pdf, findings)


def _check_page(page: pikepdf.Page, number: int, findings: Findings) -> None:
    if "/AA" in page.obj:
        findings.error("action-forbidden", Place(number))
    annotations: Any = page.obj.get("/Annots", [])
    for annotation in annotations if isinstance(annotations, pikepdf.Array) else ():
        if _is_script(annotation.get("/A")) or "/AA" in annotation:
            findings.error("action-forbidden", Place(number))


def _is_script(action: Any) -> bool:
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) in SCRIPTS


def _check_streams(pdf: pikepdf.Pdf, findings: Findings) -> None:
    for stream in pdf.objects:
        if not isinstance(stream, pikepdf.Stream):
            continue
        found = stream.stream_dict.get("/Filter")
        names = [str(one) for one in found] if isinstance(found, pikepdf.Array) else [str(found)]
        if "/LZWDecode" in names and str(stream.stream_dict.get("/Subtype", "")) != "/Image":
            findings.error("encoding-lzw", FILE)
        if "/F" in stream.stream_dict and str(stream.stream_dict.get("/Subtype", "")) != "/Image":
            findings.error("stream-foreign", FILE)
