"""Languages: what pages declare, and what their text says."""

import pytest

from summaries.language import detect, fits, tag_language


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("pt_BR", "pt"),
        ("iw", "he"),
        ("nb-NO", "no"),
        ("ukr", "uk"),
        ("zh-Hant-TW", "zh"),
        ("x", None),
        ("", None),
        ("english!", None),
    ],
)
def test_language_tags_as_pages_write_them(tag: str, code: str | None) -> None:
    assert tag_language(tag) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The council voted on Monday to close the old market beside the harbour.", "en"),
        ("Der Rat hat am Montag beschlossen, den alten Markt am Hafen zu schließen.", "de"),
        ("Le conseil a décidé lundi de fermer le vieux marché du port.", "fr"),
        ("El ayuntamiento decidió el lunes cerrar el viejo mercado del puerto.", "es"),
        ("A câmara decidiu na segunda-feira encerrar o velho mercado do porto.", "pt"),
        ("Il consiglio ha deciso lunedì di chiudere il vecchio mercato del porto.", "it"),
        ("De gemeenteraad besloot maandag de oude markt aan de haven te sluiten.", "nl"),
        ("Kommunfullmäktige beslutade på måndagen att stänga det gamla torget vid hamnen.", "sv"),
        ("Kaupunginvaltuusto päätti maanantaina sulkea vanhan kauppatorin satamassa.", "fi"),
        ("Rada miasta postanowiła w poniedziałek zamknąć stary targ przy porcie.", "pl"),
        ("Zastupitelstvo v pondělí rozhodlo o uzavření starého tržiště u přístavu.", "cs"),
        ("A képviselő-testület hétfőn úgy döntött, hogy bezárja a régi kikötői piacot.", "hu"),
        ("Consiliul a decis luni să închidă piața veche de lângă port.", "ro"),
        ("Το δημοτικό συμβούλιο αποφάσισε τη Δευτέρα να κλείσει την παλιά αγορά.", "el"),
        ("Belediye meclisi pazartesi günü limandaki eski pazarı kapatmaya karar verdi.", "tr"),
        ("У понеділок рада проголосувала за закриття старого ринку біля порту.", "uk"),
        ("В понедельник совет проголосовал за закрытие старого рынка у порта.", "ru"),
        ("صوّت المجلس يوم الاثنين لصالح إغلاق السوق القديم بجوار الميناء.", "ar"),
        ("המועצה החליטה ביום שני לסגור את השוק הישן שליד הנמל.", "he"),
        ("شورای شهر روز دوشنبه تصمیم گرفت بازار قدیمی کنار بندر را ببندد.", "fa"),
        ("परिषद ने सोमवार को बंदरगाह के पास पुराना बाजार बंद करने का फैसला किया।", "hi"),
        ("Hội đồng thành phố hôm thứ Hai đã quyết định đóng cửa khu chợ cũ bên cảng.", "vi"),
        ("Dewan kota pada hari Senin memutuskan untuk menutup pasar lama di dekat pelabuhan.", "id"),
        ("议会星期一投票决定关闭市场，并将在下个月公布详细的计划和时间表。", "zh"),
        ("市議会は月曜日、港のそばの古い市場を閉鎖することを決めた。", "ja"),
        ("시의회는 월요일에 항구 옆의 오래된 시장을 닫기로 결정했다.", "ko"),
        ("สภาเมืองลงมติเมื่อวันจันทร์ให้ปิดตลาดเก่าข้างท่าเรือ", "th"),
        ("မြို့တော်စည်ပင်က တနင်္လာနေ့တွင် ဆိပ်ကမ်းဘေးရှိ ဈေးဟောင်းကို ပိတ်ရန် မဲပေးခဲ့သည်။", "my"),
        ("Baraza la mji liliamua Jumatatu kulifunga soko la zamani karibu na bandari.", "sw"),
        ("საბჭომ ორშაბათს გადაწყვიტა ძველი ბაზრის დახურვა ნავსადგურთან.", "ka"),
    ],
)
def test_text_tells_its_language(text: str, code: str) -> None:
    assert detect(text) == code


def test_too_little_text_tells_nothing() -> None:
    assert detect("OK 42") is None


def test_a_declared_language_must_fit_the_script() -> None:
    ukrainian = "У понеділок рада проголосувала за закриття ринку."
    assert fits("uk", ukrainian)
    assert not fits("en", ukrainian)
    assert not fits("el", "The council voted on Monday to close the market.")
