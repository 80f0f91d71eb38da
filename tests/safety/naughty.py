"""Words nobody should type and somebody will: what each of them has broken elsewhere is its name."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "quotes": "'\"`’»\\",
    "tag": "<script>window.hit=1</script>",
    "broken tag": "<img src=x onerror=window.hit=1 ",
    "attribute": "\" onmouseover=window.hit=1 x=\"' autofocus onfocus=window.hit=1 '",
    "entity": "&lt;b&gt; &#x3c; &amp;amp; &nosuch; &#0; &#1114112;",
    "address": "javascript:window.hit=1//\njavascript&colon;hit",
    "template": "{{7*7}} ${7*7} <%= 7*7 %> {% raw %} #{7*7} %(name)s %s %n {0.__class__}",
    "sql": "'; DROP TABLE post; -- \" OR 1=1 /* \\' %_ UNION SELECT",
    "table": '=HYPERLINK("http://evil","x")\t@SUM(1+1)*cmd|\' /C calc\'!A0',
    "header": "one\r\nSet-Cookie: a=b\r\n\r\n<b>two",
    "nul": "before\x00after",
    "controls": "\x01\x02\x07\x08\x0b\x0c\x1b[31m\x7f\x85\u2028\u2029",
    "backwards": "\u202egnp.exe\u202c \u2066inside\u2069 \u200f\u061c",
    "invisible": "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e",
    "only spaces": " \t \u00a0\u3000 ",
    "emoji": "👩🏽‍🏫🇰🇿❤️‍🔥🧑‍🧑‍🧒\U0001f9ff",
    "heap of marks": "ȩ̷̢̡̛̗̤̦̤̳̪̠̰̲̀́̂̃̄̅̆̇̈̉̊̋̌̍̎̏̐̑̒̓̔" * 8,
    "noncharacters": "\ufffd\ufffe\uffff\U0010ffff\ue000\ufdd0",
    "long word": "щ" * 9_000,
    "path": "../../../../etc/passwd",
    "number": "9" * 400,
    "below": "-1",
    "not a number": "NaN",
    "infinite": "1e999",
    "other digits": "٣४५²Ⅷ",
    "hex": "0x1F",
    "list": "a[]=1&b[c]=2;d",
    "json": '{"__proto__":{"a":[[[]]]},"$gt":""}',
    "mentions": "@me @" + "a" * 60 + " @@ #tag #" + "b" * 300,
    "markdown": '[a](javascript:hit) ![x](data:text/html,1) [b]: <vbscript:x> "t\n\n[b]\n\n|a|\n|-|',
    "query": 'title:"x OR (y AND NOT -z* ~ ^ [a TO b] {1 2} "',
}

# Bytes that are no UTF-8 once the address or the form is decoded: a lone surrogate, an overlong slash, a cut letter.
BYTES: dict[str, str] = {
    "surrogate": "%ED%A0%80",
    "overlong": "%C0%AF",
    "cut": "%D1",
    "high": "%FF%FE",
    "percent": "%zz%",
}

NUMBERS = ("0", "-1", "2147483647", "2147483648", "9223372036854775808", "9" * 60, "1e3", "٣", "1 ", "+1", "1.0")
