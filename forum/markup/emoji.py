"""Emoji by their short names: the common English ones, and Russian and Kazakh words for the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Emoji:
    """A sign and the words between colons that stand for it, the first is the one offered."""

    sign: str
    names: tuple[str, ...]


_TABLE = """
🙂 улыбка slight_smile smile күлкі
😀 радость grinning қуаныш
😄 смех smiley күлу
😂 до_слёз joy
😉 подмигивание wink көз_қысу
😊 румянец blush
😍 восторг heart_eyes
🤔 думаю thinking ойлану
😮 удивление open_mouth таңғалу
😢 грусть cry мұң
😅 неловко sweat_smile
😴 сон sleeping ұйқы
🤝 рукопожатие handshake қол_алысу
🙏 спасибо pray рақмет
👍 палец_вверх thumbsup +1 жарайсың
👎 палец_вниз thumbsdown -1
👏 аплодисменты clap қошемет
👋 привет wave сәлем
✋ рука raised_hand қол
💪 сила muscle күш
👀 смотрю eyes қараймын
❤️ сердце heart жүрек
⭐ звезда star жұлдыз
🌟 сияние star2
🔥 огонь fire от
🎉 праздник tada мереке
🎁 подарок gift сыйлық
🏆 кубок trophy жүлде
🥇 первое_место 1st_place_medal бірінші
✅ готово white_check_mark дайын
☑️ галочка ballot_box_with_check белгі
❌ нет x жоқ
❗ важно exclamation маңызды
❓ вопрос question сұрақ
⚠️ внимание warning назар
💡 идея bulb ой
📌 булавка pushpin
📎 скрепка paperclip қыстырғыш
📝 записка memo жазба
✏️ карандаш pencil2 қарындаш
🖊️ ручка pen қалам
📏 линейка straight_ruler сызғыш
📐 угольник triangular_ruler
📚 книги books кітаптар
📖 книга book кітап
📓 тетрадь notebook дәптер
📅 календарь date күнтізбе
⏰ будильник alarm_clock
⏳ время hourglass уақыт
🔔 звонок bell қоңырау
🎓 выпускник mortar_board түлек
🏫 школа school мектеп
👩‍🏫 учительница woman_teacher мұғалім
👨‍🏫 учитель man_teacher
🧒 ребёнок child бала
👥 группа busts_in_silhouette топ
💬 разговор speech_balloon әңгіме
🗣️ говорю speaking_head
🔬 микроскоп microscope
🧪 пробирка test_tube сынауық
🔭 телескоп telescope
🧮 счёты abacus есепшот
💻 компьютер computer
🖥️ экран desktop_computer
🎨 краски art бояу
🎵 музыка musical_note ән
⚽ мяч soccer доп
🌍 земля earth_africa жер
🌱 росток seedling өскін
🌳 дерево deciduous_tree ағаш
🌷 тюльпан tulip қызғалдақ
🌞 солнце sun_with_face күн
🍎 яблоко apple алма
☕ кофе coffee
🍵 чай tea шай
🐎 конь racehorse ат
🦅 орёл eagle бүркіт
🏔️ горы mountain тау
🇰🇿 казахстан kazakhstan қазақстан
"""

EMOJI = tuple(Emoji(line.split()[0], tuple(line.split()[1:])) for line in _TABLE.strip().splitlines())
SIGNS = {name: one.sign for one in EMOJI for name in one.names}
MOST_COMPLETIONS = 8


def complete_emoji(typed: str) -> list[tuple[str, str]]:
    """Return at most eight (sign, name) whose name, or a word of it, begins with what is typed."""
    begun = typed.casefold()
    found: dict[str, str] = {}
    for one in EMOJI:
        name = next((name for name in one.names if name.startswith(begun) or f"_{begun}" in name), None)
        if name is not None:
            found.setdefault(one.sign, name)
    ordered = sorted(found.items(), key=lambda item: not item[1].startswith(begun))
    return ordered[:MOST_COMPLETIONS]
