"""Receipts and names to try them with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from chalicelib.credit.payment import Card
from chalicelib.credit.receipt import Receipt

RECEIPT = Receipt(
    number="R-7K3M-0042",
    clinic_name="Clinique Érable / Maple Clinic",
    clinic_address=("120 Bloor Street West, Suite 400", "Toronto ON M5S 1S4", "Canada"),
    patient_name="Ana Núñez",
    patient_id="pat_ana",
    location_name="Main Street",
    amount=5000,
    currency="cad",
    card=Card("visa", "4242"),
    paid_at=datetime(2026, 11, 23, 21, 37, 5, tzinfo=UTC),
    time_zone="America/Toronto",
    language="en",
)


def a_receipt(**changes: Any) -> Receipt:
    """A Canadian clinic's receipt, in English unless told otherwise."""
    return replace(RECEIPT, **changes)


LEFT_TO_RIGHT = {
    "Cherokee": ("ᏣᎳᎩ ᏍᏏᏉᏯ", "KurintoSans"),
    "Mongolian": ("ᠪᠠᠲᠤ", "KurintoSans"),
    "Yi": ("ꆈꌠ", "KurintoSans"),
    "Javanese": ("ꦱꦶꦠꦶ", "KurintoSans"),
    "Spanish": ("Ana Núñez Ibáñez", "NotoSans"),
    "Polish": ("Łukasz Żółć", "NotoSans"),
    "Icelandic": ("Þórður Æðarson", "NotoSans"),
    "Turkish": ("İpek Çağlayan Işık", "NotoSans"),
    "Yoruba": ("Ọlá Ṣẹ́gun", "NotoSans"),
    "Vietnamese": ("Nguyễn Thị Phượng", "NotoSans"),
    "SENĆOŦEN": ("SX̱ÁNEL W̱SÁNEĆ", "NotoSans"),
    "Kwak̓wala": ("Kʼwak̓a G̱wa̱yasdums", "NotoSans"),
    "Squamish": ("Sḵwx̱wú7mesh", "NotoSans"),
    "Haida": ("G̱aaw X̱aayda", "NotoSans"),
    "Greek": ("Αλέξανδρος Παπαδόπουλος", "NotoSans"),
    "polytonic Greek": ("Ἀριστοτέλης ᾍδης", "NotoSans"),
    "Russian": ("Александра Щёкина", "NotoSans"),
    "Ukrainian": ("Олександра Ґудзь Їжак", "NotoSans"),
    "simplified Chinese": ("张伟 李娜 欧阳骏", "NotoSansCJKsc"),
    "traditional Chinese": ("張偉 陳怡君 歐陽駿", "NotoSansCJKtc"),
    "Japanese": ("山田 さくら 髙橋", "NotoSansCJKjp"),
    "Korean": ("김민지 박서준 뷁", "NotoSansCJKkr"),
    "Punjabi": ("ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ ਢਿੱਲੋਂ", "NotoSansGurmukhi"),
    "Hindi": ("प्रिया शर्मा क्षत्रिय", "NotoSansDevanagari"),
    "Tamil": ("ஸ்ரீதேவி கிருஷ்ணன்", "NotoSansTamil"),
    "Inuktitut": ("ᐃᓄᒃᑎᑐᑦ ᐊᓗᑭ ᓂᐱᖅ", "DejaVuSans"),
    "Cree": ("ᓀᐦᐃᔭᐍᐏᐣ", "DejaVuSans"),
    "Bengali": ("রবীন্দ্রনাথ ঠাকুর", "NotoSansBengali"),
    "Gujarati": ("પટેલ જિગ્નેશ", "NotoSansGujarati"),
    "Telugu": ("వెంకటేశ్వర రావు", "NotoSansTelugu"),
    "Kannada": ("ಕೃಷ್ಣಮೂರ್ತಿ", "NotoSansKannada"),
    "Malayalam": ("ശ്രീകുമാർ", "NotoSansMalayalam"),
    "Sinhala": ("ශ්‍රී ලංකා", "NotoSansSinhala"),
    "Thai": ("สมชาย ใจดี", "NotoSansThai"),
    "Khmer": ("សុខ ចាន់", "NotoSansKhmer"),
    "Amharic": ("ሰላም ተስፋዬ", "NotoSansEthiopic"),
    "Armenian": ("Հայկ Պետրոսյան", "NotoSansArmenian"),
    "Georgian": ("ლაშა ბერიძე", "NotoSansGeorgian"),
}
"""A name in each script, and the font that its letters must be drawn from."""

RIGHT_TO_LEFT = {
    "Arabic": ("محمد عبد الله الأحمد", "IBMPlexSansArabic"),
    "Persian": ("پژمان گلچهره نژاد", "IBMPlexSansArabic"),
    "Urdu": ("ٹیپو ڈار بڑے خان", "IBMPlexSansArabic"),
    "Hebrew": ("דוד בן־גוריון", "NotoSansHebrew"),
    "Hebrew with vowels": ("שָׁלוֹם בֶּן דָּוִד", "NotoSansHebrew"),
}
