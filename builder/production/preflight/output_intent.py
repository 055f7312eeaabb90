"""The output intent and its profile. Source: ISO 15930-7, 6.2.2; ICC.1:2010, 7.2."""

from typing import Any

import pikepdf

from builder.production.preflight.findings import FILE, Findings
from builder.production.preflight.profiles import REGISTERED, check_profile


def check_output_intent(pdf: pikepdf.Pdf, standard: str, findings: Findings) -> str:
    """Report `intent-count`, `intent-unnamed`, `intent-unregistered`, `intent-profile-missing` and, of the profile,
    `profile-broken`, `profile-truncated`, `profile-class-wrong`, `profile-not-cmyk`, `profile-tables-missing`,
    `profile-too-new`. Returns the condition's name, empty without one."""
    intents = [one for one in pdf.Root.get("/OutputIntents", []) if str(one.get("/S", "")) == "/GTS_PDFX"]
    if standard != "none" and len(intents) != 1:
        findings.error("intent-count", FILE, count=len(intents))
    if not intents:
        return ""
    intent = intents[0]
    name = str(intent.get("/OutputConditionIdentifier", ""))
    if not name:
        findings.error("intent-unnamed", FILE)
    elif not REGISTERED.fullmatch(name):
        tell = findings.warning if str(intent.get("/Info", "")) else findings.error
        tell("intent-unregistered", FILE, name=name)
    profile = intent.get("/DestOutputProfile")
    if isinstance(profile, pikepdf.Stream):
        _check_profile(profile, standard, findings)
    elif standard != "none":
        findings.error("intent-profile-missing", FILE)
    return name


def _check_profile(profile: Any, standard: str, findings: Findings) -> None:
    try:
        data = profile.read_bytes()
    except (ValueError, pikepdf.PdfError) as error:
        findings.error("profile-broken", FILE, reason=error)
        return
    check_profile(data, standard, int(profile.get("/N", 0)), findings)
