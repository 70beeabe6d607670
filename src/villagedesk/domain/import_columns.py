"""What the columns of a list are called in the field, and the plain words that stand in their cells."""

import unicodedata
from collections.abc import Mapping

# For each input of a form the names its column may have; compared without spaces, signs and case.
SELLER_COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "农户姓名", "户主姓名", "名字", "name", "farmer"),
    "resident_id": ("身份证号", "身份证号码", "身份证", "公民身份号码", "id number", "id card", "resident id"),
    "phone": ("手机", "手机号", "手机号码", "电话", "联系电话", "phone", "mobile"),
    "village_group": ("组", "村组", "村民小组", "小组", "group", "village group"),
    "address": ("地址", "住址", "门牌", "address", "house"),
    "nickname": ("小名", "外号", "绰号", "nickname"),
    "crops": ("作物", "种什么", "种植", "种植品种", "农产品", "crops", "grows"),
    "area": ("面积", "面积亩", "亩数", "地亩", "area", "area mu", "land mu"),
    "plot_name": ("地块", "地块名称", "地名", "plot"),
    "bank": ("银行", "开户行", "开户银行", "bank"),
    "account": ("账号", "银行账号", "卡号", "银行卡号", "存折号", "account", "account number"),
    "kind": ("卖家身份", "类型", "主体类型", "kind", "sells as"),
    "licence_no": ("统一社会信用代码", "信用代码", "执照号", "licence", "licence number"),
    "licence_scope": ("经营范围", "scope"),
    "licence_until": ("有效期", "有效期至", "执照有效期", "valid until"),
    "cooperative": ("合作社", "合作社名称", "农场名称", "cooperative", "farm"),
    "declared": ("自产自销声明", "声明", "declaration", "declared"),
    "consents": ("同意", "同意书", "授权", "consents", "consent", "agrees to"),
}
LOT_COLUMNS: dict[str, tuple[str, ...]] = {
    "name": SELLER_COLUMNS["name"],
    "resident_id": SELLER_COLUMNS["resident_id"],
    "phone": SELLER_COLUMNS["phone"],
    "product": ("产品", "农产品", "品名", "作物", "product", "crop"),
    "variety": ("品种", "variety"),
    "grade": ("等级", "级别", "grade"),
    "quantity": ("数量", "重量", "斤数", "quantity", "weight"),
    "sale_unit": ("单位", "unit"),
    "harvested_on": ("采收日期", "采摘日期", "收获日期", "日期", "harvested on", "harvested", "date"),
    "plot": ("地块", "产地", "plot"),
}

# What stands in a cell, as a form has it.
KINDS: dict[str, str] = {
    "自产自销": "own_produce",
    "自家农产品": "own_produce",
    "农户": "own_produce",
    "own produce": "own_produce",
    "手工": "handicraft",
    "handicraft": "handicraft",
    "零星小额": "small_trade",
    "small trade": "small_trade",
    "营业执照": "licence",
    "个体户": "licence",
    "公司": "licence",
    "business licence": "licence",
    "家庭农场": "family_farm",
    "family farm": "family_farm",
    "合作社": "cooperative",
    "cooperative": "cooperative",
}
PURPOSES: dict[str, str] = {
    "身份证照片": "id_image",
    "身份证": "id_image",
    "id card photo": "id_image",
    "银行账户": "bank_account",
    "银行": "bank_account",
    "bank account": "bank_account",
    "头像": "portrait",
    "portrait": "portrait",
    "主管部门": "authorities",
    "提供给主管部门": "authorities",
    "sharing with authorities": "authorities",
}
UNITS: dict[str, str] = {
    **dict.fromkeys(("斤", "市斤", "jin", ""), "jin"),
    **dict.fromkeys(("公斤", "千克", "kg"), "kg"),
    **dict.fromkeys(("个", "枚", "只", "件", "piece", "pc", "pcs"), "piece"),
}
YES = frozenset({"是", "有", "已签", "同意", "√", "✓", "y", "yes", "1", "true"})
NO = frozenset({"否", "无", "没有", "不同意", "×", "n", "no", "0", "false", ""})


def plain(text: str) -> str:
    """A column's name or a word in a cell as it is compared."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(character for character in folded if character.isalnum() or character in "√✓×")


def find_columns(head: list[str], known: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Which column holds which input; what no column holds is left out, of two of one name the first counts."""
    by_name = {plain(name): field for field, names in known.items() for name in names}
    found: dict[str, int] = {}
    for at, title in enumerate(head):
        field = by_name.get(plain(title))
        if field is not None:
            found.setdefault(field, at)
    return found


def look_up(text: str, words: Mapping[str, str]) -> str | None:
    """What a word in a cell stands for; None when nobody knows."""
    known = {plain(word): value for word, value in words.items()}
    return known.get(plain(text))
