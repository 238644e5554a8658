"""Where an encoding is not clear, those are offered in which the file may be, each as it reads."""

from scoring.tables.choices import encoding_choices

HEADER = b"Title,Category,Text\n"
GOOD = "One,Food,We bake bread for the café in town.\n".encode()


def test_utf_8_with_a_bad_byte_stands_first_and_says_where_it_is() -> None:
    bad = b"Two,Food,We sell bread \x92s in town for people.\n"

    first, *others = encoding_choices([HEADER + GOOD + bad])

    assert (first.encoding, first.name) == (
        "utf-8",
        "UTF-8, without the rows that are not, as in line 3",
    )
    assert first.lines[0] == GOOD.decode().strip()
    assert len(others) == 7


def test_utf_8_is_offered_also_where_hardly_anything_is_in_it() -> None:
    halves = b"Two,Food,We bake \xed\xa0\xbd\xed\xb8\x80 bread for shops.\n"

    assert "utf-8" in [choice.encoding for choice in encoding_choices([HEADER + halves + GOOD])]


def test_thai_is_offered_where_the_bytes_are_its_letters() -> None:
    bakery = "ร้านขนมปัง,Food,เราอบขนมปังทุกวัน"

    offered = encoding_choices([HEADER + bakery.encode("cp874")])

    choices = {choice.encoding: choice for choice in offered}
    assert choices["cp874"].lines == (bakery,)


def test_encodings_of_mails_are_offered_where_they_are_written() -> None:
    for text, encoding in (
        ("北京,Food,面包", "hz"),
        ("北海道,Food,パンを焼く", "iso2022_jp"),
        ("Café,Food,We bake", "utf_7"),
    ):
        first, *_ = encoding_choices([HEADER + text.encode(encoding)])

        assert (first.encoding, first.lines) == (encoding, (text,))
