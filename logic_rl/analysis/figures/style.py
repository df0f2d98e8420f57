"""How figures look: colours, lines and marks that are told apart in grey and with any colour vision."""

from __future__ import annotations

from typing import Any

# Okabe and Ito (2008): told apart with any colour vision.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999")
# One per run where colour already tells something else.
LINES: tuple[Any, ...] = ("-", "--", ":", "-.", (0, (9, 2)), (0, (4, 1, 1, 1, 1, 1)), (0, (1, 4)), (0, (9, 2, 3, 2)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
SHADES = ("#f2f4f7", "#ffffff", "#f7f1e6", "#eef5ee")
DPI = 150
FORMATS = ("png", "svg", "pdf")
STYLE: dict[Any, Any] = {
    "font.size": 9.5, "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": "#555555",
    "axes.titlesize": 10.5, "axes.titleweight": "bold", "axes.titlelocation": "left", "axes.titlepad": 16,
    "axes.grid": True, "grid.color": "#d9d9d9", "grid.linewidth": 0.6, "axes.axisbelow": True,
    "legend.frameon": False, "legend.fontsize": 8, "figure.facecolor": "white", "font.family": "DejaVu Sans",
    "svg.fonttype": "none", "svg.hashsalt": "logic-rl", "pdf.fonttype": 42,  # text stays text
}  # fmt: skip
