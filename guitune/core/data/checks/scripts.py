"""Scripts in which words stand side by side without a space, or with their endings joined to them."""

import re

UNSPACED = (  # Thai, Lao, Burmese, Khmer, Chinese, Japanese, Korean
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
)
UNSPACED_SIGN = re.compile(f"[{UNSPACED}]")
