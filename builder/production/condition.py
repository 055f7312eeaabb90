"""The printing condition a shop asks for: the one that came with the program, or its own profile, looked at first."""

import hashlib
import io
from pathlib import Path

from builder.diagnostics import Diagnostics
from builder.production.preflight.findings import FILE, Findings
from builder.production.preflight.profiles import REGISTERED, check_profile
from builder.production.shops import Shop
from builder.source import whole_file
from builder.writers.press import FOGRA39, PrintingCondition, Profile

REGISTRY = "http://www.color.org"
LARGEST_PROFILE = 20_000_000
"""Bytes: the largest CMYK profiles in use have a tenth of it."""


def condition_of(shop: Shop, standard: str, report: Diagnostics) -> PrintingCondition | None:
    """What print files for `shop` are made for; None after an error.

    Reports `shop-unreadable` for a profile that is not there, and what `check_profile` does, at the profile's name.
    """
    if not shop.profile:
        return FOGRA39
    place = whole_file(shop.profile)
    try:
        data = Path(shop.profile).read_bytes()
    except OSError as error:
        report.error("shop-unreadable", place, reason=error.strerror or type(error).__name__)
        return None
    findings = Findings()
    if len(data) > LARGEST_PROFILE:
        findings.error("profile-broken", FILE, reason=f"{len(data)} bytes")
    else:
        check_profile(data, standard, 4, findings)
    if not list(findings) and (reason := _refusal(data)):
        findings.error("profile-broken", FILE, reason=reason)
    report.found += [finding.diagnostic(shop.profile) for finding in findings]
    if list(findings):
        return None
    name = Path(shop.profile).stem
    return PrintingCondition(
        identifier=shop.condition or name,
        registry=REGISTRY if REGISTERED.fullmatch(shop.condition) else "",
        description=f"{shop.name}: {name}",
        profile=Profile(name=name, file=str(Path(shop.profile).resolve()), sha256=hashlib.sha256(data).hexdigest()),
    )


def _refusal(data: bytes) -> str:
    """Why LittleCMS will not convert to this profile; empty if it will."""
    # Only shops with a profile of their own need Pillow here.
    from PIL import ImageCms

    try:
        press = ImageCms.ImageCmsProfile(io.BytesIO(data))
        ImageCms.buildTransform(ImageCms.createProfile("sRGB"), press, "RGB", "CMYK")
    except (OSError, ValueError, ImageCms.PyCMSError) as error:
        return str(error) or type(error).__name__
    return ""
