"""What is published of styles."""

from __future__ import annotations

from preau.edges.theme import bare_style


def test_a_style_sheet_loses_its_remarks_and_nothing_else() -> None:
    """Words between quotes or in an address that look like a remark are none."""
    style = b"""/* All
of it. */
a::after { content: "/* kept */" "\\"/*"; } /* gone */
b { content: '/*'; background: url(data:image/*,x); } /* gone */
"""

    assert (
        bare_style(style)
        == b"""a::after { content: "/* kept */" "\\"/*"; } b { content: '/*'; background: url(data:image/*,x); } """
    )
