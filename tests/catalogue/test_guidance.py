"""Plain-language guidance over the bundled catalogue: what people say finds what they mean, or nothing.

The sentences of ``guidance_heldout`` are nobody's aliases: they were written when words and weights were finished. Do
not tune on them; put new sentences into ``guidance_development`` and write a new held-out set now and then.
"""

from __future__ import annotations

import re
import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pypinyin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.benchmarks.bench_guidance import Score, measure, sentences
from wenling_desk import resources
from wenling_desk.catalogue.findings import CatalogueBroken, Finding, describe
from wenling_desk.catalogue.guidance_data import (
    build_guide,
    check_guidance,
    guidance_entries,
    guidance_files,
    load_guidance,
    load_guide_index,
)
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.guidance import (
    BUNDLE,
    ITEM,
    GuidanceData,
    GuidanceEntry,
    Guide,
    GuideIndex,
    build_index,
)
from wenling_desk.texts import Texts

SETS = ("guidance_queries", "guidance_heldout", "guidance_development")
WORDS = ["开", "饭店", "不想", "补办", "身份证", ",", "再", "qykb", "死了", "钱", "吵"]
HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def data(bundled: Catalogue) -> GuidanceData:
    return load_guidance(resources.root(), bundled)


@pytest.fixture(scope="module")
def index(bundled: Catalogue, data: GuidanceData) -> GuideIndex:
    return build_index(guidance_entries(bundled), data)


@pytest.fixture(scope="module")
def guide(index: GuideIndex) -> Guide:
    return Guide(index)


@pytest.fixture(scope="module")
def ask(guide: Guide) -> Callable[..., list[str]]:
    return lambda text, limit=3: [hit.code for hit in guide.search(text, limit)]


# ---- the sets of sentences


def _score(guide: Guide, name: str) -> Score:
    return measure(guide, sentences(name))


@pytest.mark.parametrize(
    ("name", "top_1", "top_3", "rejected"),
    [("guidance_queries", 85, 93, 100), ("guidance_heldout", 80, 90, 80), ("guidance_development", 85, 93, 93)],
)
def test_enough_sentences_are_understood(guide: Guide, name: str, top_1: int, top_3: int, rejected: int) -> None:
    """The order asks for 70 and 90 percent; the bars stand a little below what was measured last."""
    score = _score(guide, name)
    assert score.top_1 >= top_1, score
    assert score.top_3 >= top_3, score
    assert score.rejected >= rejected, score


def test_the_score_counts_as_it_says() -> None:
    entries = [GuidanceEntry("SC001", ITEM, "公司设立登记"), GuidanceEntry("SC002", ITEM, "船舶检验")]
    score = measure(Guide(build_index(entries, _bare_data())), sentences("guidance_queries"))
    assert score.top_1 < 5
    assert score.rejected == 100
    assert len(score.missed) > 70


@pytest.mark.parametrize("name", SETS)
def test_every_target_is_in_the_catalogue(bundled: Catalogue, name: str) -> None:
    said = sentences(name)
    known = bundled.items.keys() | bundled.bundles.keys()
    assert {code for each in said for code in each.targets} <= known
    assert len({each.id for each in said}) == len(said)
    assert len({each.query for each in said}) == len(said)


def test_the_heldout_set_is_large_and_varied(bundled: Catalogue) -> None:
    said = sentences("guidance_heldout")
    assert sum(bool(each.targets) for each in said) >= 150
    assert sum(not each.targets for each in said) >= 25
    named = {code for each in said for code in each.targets}
    assert len({bundled.items[code].department_key for code in named & bundled.items.keys()}) >= 25


@pytest.mark.parametrize("name", ["guidance_queries", "guidance_heldout"])
def test_no_sentence_of_a_test_set_is_an_alias(data: GuidanceData, name: str) -> None:
    """Official names, two-character words and typed letters are what they are; a sentence may not be copied."""
    phrases = {phrase for own in data.aliases.values() for phrase in own}
    copied = [
        each.query
        for each in sentences(name)
        if each.kind not in ("document_name", "two_char", "initials_pinyin") and len(each.query) > 6
        if each.query in phrases
    ]
    assert copied == []


# ---- every way to ask


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("SC001", "SC001"),
        ("sc001", "SC001"),
        ("ＳＣ 001", "SC001"),
        ("wl-gr-02", "WL-GR-02"),
        ("qykb", "WL-QY-01"),
        ("qiyekaiban", "WL-QY-01"),
        ("qi ye kai ban", "WL-QY-01"),
        ("jiehun dengji", "MZ001"),
        ("企业开办", "WL-QY-01"),
        ("sfz丢了", "GA015"),
        ("yyzz diule", "SC015"),
        ("我想开个小饭店要啥证", "WL-QY-03"),
        ("老爸走了要办哪些", "WL-GR-02"),
        ("身份証遺失補辦", "GA015"),
        ("身份证丢了怎么办", "GA015"),
        ("工商局办个体户执照", "SC006"),
        ("食品流通许可证", "SC017"),
        ("准生证", "WJ006"),
        ("暂住证", "GA017"),
    ],
)
def test_finds_first(ask: Callable[..., list[str]], text: str, first: str) -> None:
    assert ask(text)[:1] == [first]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("居住正申领", "居住证申领"),
        ("驾使证到期", "驾驶证到期"),
        ("残及证补办", "残疾证补办"),
        ("工伤任定", "工伤认定"),
        ("结荤登记", "结婚登记"),
        ("身份征换领", "身份证换领"),
    ],
)
def test_a_character_that_sounds_alike_is_understood(ask: Callable[..., list[str]], typed: str, meant: str) -> None:
    assert ask(typed)[:1] == ask(meant)[:1] != []


@pytest.mark.parametrize(
    ("dialect", "standard"),
    [
        ("屋过户要几多铜钿", "房子过户要多少钱"),
        ("囡上户口搭儿报", "女儿上户口哪里报"),
        ("店弗想开爻", "店不想开了"),
        ("讨老安登记", "结婚登记"),
        ("望毛病铜钿报销", "看病钱报销"),
    ],
)
def test_dialect_means_the_same(ask: Callable[..., list[str]], dialect: str, standard: str) -> None:
    assert ask(dialect)[:1] == ask(standard)[:1] != []


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("身份证丢了,顺便把驾照也换一下", {"GA015"}, {"GA018", "WL-GR-24"}),
        ("小孩上户口还要办医保", {"GA005"}, {"YB003"}),
        ("公司注销以及银行销户", {"WL-QY-02", "SC003"}, {"YH002"}),
        ("车过户给儿子另外想办护照", {"GA021", "WL-GR-23"}, {"GA022"}),
        ("退休手续办好后再把公积金取出来", {"RS015", "WL-GR-03"}, {"GJ005"}),
    ],
)
def test_two_wishes_are_both_answered(guide: Guide, text: str, first: set[str], second: set[str]) -> None:
    hits = guide.search(text, 2)
    assert hits[0].code in first
    assert hits[1].code in second


def test_one_wish_in_two_clauses_stays_one(ask: Callable[..., list[str]]) -> None:
    assert ask("以前在外地交的社保,想转到温岭")[:1] == ["RS013"]


def test_a_department_lists_its_own(guide: Guide, bundled: Catalogue) -> None:
    for said in ("公积金中心", "公积金管理中心"):
        hits = guide.search(said, 50)
        assert {hit.reason for hit in hits} == {"department"}
        assert {hit.code for hit in hits if hit.kind == ITEM} == {
            code for code, item in bundled.items.items() if item.department_key == "GJJ"
        }


def test_the_old_name_of_a_department_is_known(guide: Guide, bundled: Catalogue) -> None:
    (hit, *_) = [hit for hit in guide.search("工商局", 50) if hit.kind == ITEM]
    assert bundled.items[hit.code].department_key == "SCJG"


def test_one_character_lists_names(guide: Guide) -> None:
    hits = guide.search("船", 30)
    assert hits
    assert all("船" in hit.name and hit.reason == "name" for hit in hits)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "你好",
        "怎么办",
        "我想咨询一下",
        "明天会下雨吗",
        "快递还没到",
        "邻居太吵了",
        "%",
        "' OR 1=1 --",
        "哈哈哈",
        "12345",
    ],
)
def test_nothing_fits_is_an_answer(ask: Callable[..., list[str]], text: str) -> None:
    assert ask(text) == []


def test_a_complaint_about_a_thing_is_no_wish_for_it(ask: Callable[..., list[str]]) -> None:
    """电梯 alone may be somebody's registration, 开理发店 is a wish; a broken lift and a bad haircut are not."""
    assert ask("装了电梯要登记") != []
    assert ask("开理发店") != []
    assert ask("小区电梯老是坏") == []
    assert ask("理发师把我头发剪坏了") == []


def test_hits_say_what_they_are(guide: Guide, bundled: Catalogue) -> None:
    for hit in guide.search("开饭店", 10):
        name = bundled.bundles[hit.code].name if hit.kind == BUNDLE else bundled.items[hit.code].name
        assert hit.name == name
        assert hit.reason == "meaning"
    scores = [hit.score for hit in guide.search("开饭店", 10)]
    assert scores == sorted(scores, reverse=True)


# ---- robustness and speed


@settings(max_examples=150)
@given(text=st.text(max_size=60), limit=st.integers(-1, 4))
def test_any_text_is_harmless(guide: Guide, text: str, limit: int) -> None:
    hits = guide.search(text, limit)
    assert len(hits) <= max(limit, 0)
    assert len({hit.code for hit in hits}) == len(hits)


@settings(max_examples=100)
@given(
    words=st.lists(
        st.sampled_from(["开", "饭店", "不想", "补办", "身份证", ",", "再", "qykb", "死了", "钱", "吵"]), max_size=9
    )
)
def test_any_order_of_words_is_harmless(guide: Guide, words: list[str]) -> None:
    guide.search("".join(words), 3)


def test_a_pasted_file_is_read_only_at_its_beginning(guide: Guide) -> None:
    start = time.perf_counter()
    assert [hit.code for hit in guide.search("身份证丢了" + " " * 200 + "公司注销" * 1_000_000, 1)] == ["GA015"]
    assert time.perf_counter() - start < 0.5


def test_a_query_takes_less_than_a_frame(guide: Guide) -> None:
    said = sentences("guidance_queries")
    guide.search("热身", 1)
    taken = []
    for each in said:
        start = time.perf_counter()
        guide.search(each.query)
        taken.append(time.perf_counter() - start)
    assert statistics.median(taken) < 0.015


# ---- the index


def test_a_packed_index_answers_alike(index: GuideIndex, guide: Guide) -> None:
    packed = GuideIndex.from_plain(msgspec.msgpack.decode(msgspec.msgpack.encode(index.to_plain())))
    again = Guide(packed)
    for each in sentences("guidance_queries")[::5]:
        assert again.search(each.query) == guide.search(each.query)


def test_an_index_of_another_version_is_built_anew(index: GuideIndex) -> None:
    with pytest.raises(ValueError, match="version"):
        GuideIndex.from_plain({**index.to_plain(), "version": 0})


def test_the_second_start_reads_the_packed_index(
    tmp_path: Path, bundled: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Guide(load_guide_index(resources.root(), tmp_path, bundled))
    monkeypatch.setattr("wenling_desk.catalogue.guidance_data.build_index", pytest.fail)
    second = Guide(load_guide_index(resources.root(), tmp_path, bundled))
    assert second.search("开药店") == first.search("开药店") != []


@pytest.mark.parametrize("damage", [b"", b"\x81", b"nonsense" * 50])
def test_a_damaged_copy_is_made_anew(tmp_path: Path, bundled: Catalogue, damage: bytes) -> None:
    load_guide_index(resources.root(), tmp_path, bundled)
    (copy,) = tmp_path.iterdir()
    copy.write_bytes(damage)
    assert Guide(load_guide_index(resources.root(), tmp_path, bundled)).search("开药店")
    assert len(copy.read_bytes()) > 100_000


def test_an_imported_catalogue_without_phrases_is_found_by_name() -> None:
    entries = [
        GuidanceEntry("X1", ITEM, "河道采砂许可"),
        GuidanceEntry("X2", BUNDLE, "开办采砂场", related=("河道采砂许可",)),
    ]
    guide = Guide(build_index(entries, _bare_data()))
    assert [hit.code for hit in guide.search("采砂许可")][:1] == ["X1"]
    assert [hit.code for hit in guide.search("采砂场")][:1] == ["X2"]


def _bare_data() -> GuidanceData:
    """Not a word of guidance: what an import has before anyone wrote phrases for it."""
    mappings = [
        "things",
        "people",
        "acts",
        "aliases",
        "departments",
        "out_of_scope",
        "rewrite",
        "shapes",
        "traditional",
    ]
    empty: dict[str, object] = {name: {} for name in [*mappings, "initials", "finals", "readings"]}
    for name in ("fillers", "joiners", "asks", "objects", "protect"):
        empty[name] = ()
    return msgspec.convert(empty, GuidanceData)


def test_the_port_answers_with_the_guide(tmp_path: Path, bundled: Catalogue, guide: Guide) -> None:
    found = build_guide(bundled, resources.root(), tmp_path).search("开药店", 2)
    assert [(each.code, each.kind, each.name) for each in found] == [
        (hit.code, hit.kind, hit.name) for hit in guide.search("开药店", 2)
    ]


def test_another_release_has_an_index_of_its_own(tmp_path: Path, bundled: Catalogue) -> None:
    """Renamed and dropped items: the copy of the old names is not used, phrases of dropped ones are left out."""
    load_guide_index(resources.root(), tmp_path, bundled)
    items = {code: item for code, item in bundled.items.items() if code != "SC015"}
    items["SC001"] = replace(items["SC001"], name="公司设立登记(新)")
    later = Guide(load_guide_index(resources.root(), tmp_path, replace(bundled, items=items)))
    assert later.search("SC001")[0].name == "公司设立登记(新)"
    assert "SC015" not in [hit.code for hit in later.search("营业执照丢了", 10)]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_huge_catalogue_keeps_only_what_has_phrases(
    tmp_path: Path, bundled: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wenling_desk.catalogue.guidance_data.MOST_ENTRIES", 400)
    nameless = replace(bundled.items["SC001"], code="ZZ001", name="没有人说过的事项")
    large = replace(bundled, items={**bundled.items, "ZZ001": nameless})
    index = load_guide_index(resources.root(), tmp_path, large)
    assert "SC001" in index.codes
    assert "ZZ001" not in index.codes


# ---- the data


def test_the_bundled_data_is_clean(bundled: Catalogue) -> None:
    assert check_guidance(resources.root(), bundled) == []


def test_every_item_and_bundle_has_phrases_of_its_own(bundled: Catalogue, data: GuidanceData) -> None:
    few = [code for code in (*bundled.items, *bundled.bundles) if len(set(data.aliases.get(code, ()))) < 2]
    assert few == []


def test_every_file_says_at_its_top_how_to_edit_it() -> None:
    for path in guidance_files(resources.root()):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("#"), path
        assert HAN.search(first), path


def test_words_of_the_catalogue_have_readings(bundled: Catalogue, data: GuidanceData) -> None:
    names = [entry.name for entry in guidance_entries(bundled)]
    characters = {char for text in (*names, *data.rewrite, *data.rewrite.values()) for char in text if HAN.match(char)}
    assert characters <= data.readings.characters.keys()


def test_readings_are_those_of_the_dictionary(data: GuidanceData) -> None:
    wrong = {
        char: reading
        for char, reading in data.readings.characters.items()
        if reading
        not in {
            each.replace("ü", "v") for each in pypinyin.pinyin(char, style=pypinyin.Style.NORMAL, heteronym=True)[0]
        }
    }
    assert wrong == {}


Change = Callable[[str], str]


@pytest.mark.parametrize(
    ("file", "change", "code", "line"),
    [
        ("aliases_bundles.yaml", lambda text: text.replace("  WL-QY-01:", "  WL-QY-99:"), "item_unknown", 4),
        ("aliases_bundles.yaml", lambda text: text + "  SC001: 开公司\n", "id_twice", None),
        ("aliases_bundles.yaml", lambda text: text.replace("aliases@1", "aliases@9"), "schema_wrong", 2),
        ("aliases_bundles.yaml", lambda text: text + "  WL-QY-01: 开公司\n", "key_twice", None),
        ("old_names.yaml", lambda text: text.replace("  SCJG:", "  SCXX:"), "department_unknown", None),
        ("plain.yaml", lambda text: text.replace("objects: [公司,", "objects: [公事,"), "word_unknown", None),
        ("readings.yaml", lambda text: text.replace("  银行: yin hang", "  银行: yin"), "word_unknown", None),
        ("words.yaml", lambda text: text.replace("\nacts:", "\nactz:"), "key_unknown", None),
        ("words.yaml", lambda text: text.replace("\nacts:", "\nactz:"), "key_missing", None),
        ("typing.yaml", lambda text: text.replace("shapes:\n", "shapes: 3\n"), "yaml_syntax", None),
        ("dialect.yaml", lambda _: "", "file_is_empty", 1),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, bundled: Catalogue, file: str, change: Change, code: str, line: int | None
) -> None:
    root = _copy(tmp_path)
    path = root / "catalogue" / "guidance" / file
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    found = [each for each in check_guidance(root, bundled) if each.code == code]
    assert found, [each.code for each in check_guidance(root, bundled)]
    if code == "id_twice":  # named where it stands the second time, with the place of the first
        assert str(found[0].values["first"]).startswith(f"catalogue/guidance/{file}:")
        file = "aliases_market_police_tax.yaml"
    assert found[0].file == f"catalogue/guidance/{file}"
    assert found[0].line == line if line is not None else found[0].line > 0
    assert describe(found[0], Texts(resources.path("texts", "zh_CN"))).startswith(f"catalogue/guidance/{file}:")
    if code in ("item_unknown", "department_unknown"):
        assert load_guidance(root, bundled).aliases  # another release may have it: that is no reason to stand still
    else:
        with pytest.raises(CatalogueBroken):
            load_guidance(root, bundled)


def test_a_missing_file_is_named(tmp_path: Path, bundled: Catalogue) -> None:
    root = _copy(tmp_path)
    (root / "catalogue" / "guidance" / "plain.yaml").unlink()
    found: list[Finding] = check_guidance(root, bundled)
    assert [(each.file, each.code) for each in found] == [("catalogue/guidance/plain.yaml", "file_unreadable")]


def _copy(tmp_path: Path) -> Path:
    source = resources.root() / "catalogue"
    target = tmp_path / "catalogue"
    shutil.copytree(source / "guidance", target / "guidance")
    shutil.copy(source / "release.yaml", target / "release.yaml")
    return tmp_path
