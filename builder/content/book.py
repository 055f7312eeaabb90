"""The schema of a book, declared once: the validator, the JSON Schema for editors and the document follow from it."""

from builder.content.shapes import Choice, Either, Field, Many, Number, Printed, Record, Text

IDENTIFIER = Text(
    pattern="[A-Za-z0-9\u3400-\u9fff][A-Za-z0-9_\u3400-\u9fff-]*",
    form="id-form",
)
NAME = Text(
    pattern="[a-z][a-z0-9]*(-[a-z0-9]+)*",
    form="name-form",
)
LANGUAGE = Text(
    pattern="[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*",
    form="language-form",
)
WORDS = Text()
FRACTION = Number(least=0, most=1)

CHART_KINDS = ("cards", "bar", "ring", "trend", "progress", "hundred", "table", "counties")

SIC = Field(
    name="sic",
    shape=Many(of=WORDS),
    zh="原稿如此、照排不改的字句，照原文抄；其中的重字、英文词、繁体字、不成对的标点不再提醒。",
    en="Words of the text that are meant to stand as they are; slips inside them are not told.",
)

PICTURE = Record(
    name="picture",
    zh="一张图片",
    en="One picture",
    fields=(
        Field(
            name="id",
            shape=IDENTIFIER,
            required=True,
            zh="图片编号，全书不重复；亮点和图录按编号取图，与先后次序无关。",
            en="The picture's id, unique in the book; articles refer to it, never to its position.",
        ),
        Field(
            name="file",
            shape=WORDS,
            required=True,
            zh="图片文件，从项目文件夹写起，用 / 分隔，例如 images/2022/scene-03.jpg。",
            en="The file, from the project's folder on, with forward slashes.",
        ),
        Field(
            name="caption",
            shape=WORDS,
            zh="图片说明，排在图旁。",
            en="The caption, set beside the picture.",
        ),
        Field(
            name="alt",
            shape=WORDS,
            required=True,
            zh="替代文字：向看不见图的人说清图上有什么（读屏软件会读出）。",
            en="Alternative text: what the picture shows, for those who cannot see it.",
        ),
        Field(
            name="credit",
            shape=WORDS,
            zh="署名或性质，例如“示意图”“张三 摄”。",
            en="The credit, such as the photographer's name.",
        ),
        Field(
            name="contributor",
            shape=WORDS,
            zh="供图人或单位，不印出来；要原图时向谁要。不写则从 credit 看出。",
            en="Whom to ask for the original; not printed. Taken from `credit` if absent.",
        ),
        Field(
            name="focus",
            shape=Many(of=FRACTION, least=2, most=2),
            zh="裁切时居中的点 [横, 纵]，左上角为 [0, 0]，右下角为 [1, 1]。",
            en="The point that a crop centres on, [x, y], as fractions from the top left corner.",
        ),
        Field(
            name="keep",
            shape=Many(of=FRACTION, least=4, most=4),
            zh="任何裁切都必须保留的方框 [左, 上, 右, 下]，各为 0 到 1。",
            en="The box that every crop must hold, [left, top, right, bottom], as fractions.",
        ),
    ),
)

FACT = Record(
    name="fact",
    zh="一个数字，全书只写一次",
    en="One number, written once for the whole book",
    fields=(
        Field(name="id", shape=IDENTIFIER, required=True, zh="数字的编号，全书不重复。", en="The fact's id."),
        Field(
            name="value",
            shape=Printed(),
            required=True,
            zh="数字，照印，例如 6020 或 96.83；必须与所属亮点的原文一致。",
            en="The number as printed; it must stand in the highlight's text.",
        ),
        Field(name="unit", shape=WORDS, zh="数字后的单位，照印，例如 万余名、%。", en="The unit as printed behind it."),
        Field(
            name="label",
            shape=WORDS,
            required=True,
            zh="数的是什么，不超出原文的意思；此处换行，版面即换行。",
            en="What it counts, in its sentence's meaning; a line break here is one on the page.",
        ),
        Field(
            name="side-label",
            shape=WORDS,
            zh="正文旁使用的短说明；不写则用 label。",
            en="A shorter label for use beside the text; `label` if absent.",
        ),
        Field(name="note", shape=WORDS, zh="补充说明，照印。", en="A further remark, printed."),
        Field(name="last", shape=Printed(), zh="上年的数，照印，用于对比。", en="Last year's value, as printed."),
        Field(name="year", shape=Printed(), zh="哪一年的数；不写则为本书年份。", en="The year it holds for."),
        Field(name="source", shape=WORDS, zh="数据来源，例如 市教育事业统计年报。", en="Where the number comes from."),
        Field(
            name="highlight",
            shape=IDENTIFIER,
            zh="出自哪个亮点（写它的 id）。",
            en="Id of the highlight whose text holds the number.",
        ),
    ),
)

HIGHLIGHT = Record(
    name="highlight",
    zh="一个亮点（一篇文章）",
    en="One highlight (an article)",
    fields=(
        Field(name="id", shape=IDENTIFIER, required=True, zh="亮点的编号，全书不重复。", en="The highlight's id."),
        Field(name="label", shape=WORDS, required=True, zh="序号，例如 亮点一。", en="The numbered label."),
        Field(name="title", shape=WORDS, required=True, zh="标题。", en="The title."),
        Field(
            name="body",
            shape=WORDS,
            required=True,
            zh="正文。每行一段；不必在段首空格，排版时自动空两字。",
            en="The text, one paragraph a line; indents are made by the layout.",
        ),
        Field(
            name="pictures",
            shape=Many(of=IDENTIFIER),
            zh="配图的编号，按先后排列；没有配图就不写。",
            en="Ids of its pictures, in order.",
        ),
        Field(
            name="facts",
            shape=Many(of=IDENTIFIER),
            zh="可以排在正文旁的数字（写编号）。",
            en="Ids of the facts that may stand beside the text.",
        ),
        Field(name="layout", shape=NAME, zh="指定版式的名称；不写则自动选择。", en="A layout wished for, by name."),
        Field(
            name="page-break",
            shape=Choice(words=("left", "right", "opening")),
            zh="指定从哪一页起：left 左页，right 右页，opening 新的对页；不写则自动安排。",
            en="The page it is to begin on: left, right, or a fresh opening.",
        ),
        Field(
            name="span",
            shape=Number(least=1, most=12, whole=True),
            zh="指定占几页（1 到 12，连同图页）；不写则自动安排。",
            en="How many pages it is to take, plates included.",
        ),
        SIC,
    ),
)

PAGE_FORMATS = ("16k", "a4", "wide", "phone")
"""Pages that a theme may be laid out for; the first is what its own file describes."""

THEME = Record(
    name="theme",
    zh="主题及其改动",
    en="The theme and changes to it",
    is_open=True,
    fields=(Field(name="name", shape=NAME, required=True, zh="主题名称。", en="The theme's name."),),
)

FIGURES = Record(
    name="figures",
    zh="“数说”页",
    en="The pages of figures",
    fields=(
        Field(name="title", shape=WORDS, required=True, zh="页面标题，例如 数说2022。", en="The pages' title."),
        Field(
            name="facts",
            shape=Many(of=IDENTIFIER, least=1),
            required=True,
            zh="排在这里的数字（写编号），按先后排列。",
            en="Ids of the facts, in order.",
        ),
    ),
)

QR = Record(
    name="qr",
    zh="二维码",
    en="A QR code",
    fields=(
        Field(
            name="text", shape=WORDS, required=True, zh="扫出来的内容，一般是网址。", en="What it says, such as a URL."
        ),
        Field(name="caption", shape=WORDS, zh="码下的说明，例如 扫码看电子版。", en="The words below it."),
    ),
)

CHART_ROW = Record(
    name="chart row",
    zh="图表里的一行",
    en="One row of a chart",
    fields=(
        Field(name="label", shape=WORDS, required=True, zh="名目，例如 榆次区、2021年。", en="What it counts."),
        Field(name="value", shape=Printed(), required=True, zh="数字，照印。", en="The number as printed."),
        Field(name="last", shape=Printed(), zh="上年的数，照印。", en="Last year's number, as printed."),
    ),
)

CHART = Record(
    name="chart",
    zh="一幅图表",
    en="A chart",
    fields=(
        Field(
            name="kind",
            shape=Choice(words=CHART_KINDS),
            required=True,
            zh="画法：cards 数字卡、bar 条形、ring 环形、trend 走势、progress 进度、hundred 百格、table 表格、"
            "counties 11 县地图。",
            en="How it is drawn; counties is a tile map of the eleven counties.",
        ),
        Field(name="title", shape=WORDS, required=True, zh="图表标题。", en="The chart's title."),
        Field(
            name="facts",
            shape=Many(of=IDENTIFIER, least=1),
            zh="画哪些数字（写编号）；或者用 rows 逐行写。",
            en="Ids of the facts it shows; or write `rows`.",
        ),
        Field(
            name="rows",
            shape=Many(of=CHART_ROW, least=1),
            zh="逐行写名目和数字；用了 facts 就不写。",
            en="Its rows, if it shows no facts.",
        ),
        Field(
            name="unit", shape=WORDS, zh="各行共用的单位，照印，例如 所、%。", en="The unit of all rows, as printed."
        ),
        Field(name="note", shape=WORDS, zh="图下说明，例如数据来源。", en="A remark below it, such as the source."),
        Field(
            name="alt",
            shape=WORDS,
            zh="替代文字；不写则由画法、标题和各行数字组成。",
            en="Alternative text; made of kind, title and rows if absent.",
        ),
    ),
)

CHART_PAGES = Record(
    name="charts",
    zh="图表页",
    en="The pages of charts",
    fields=(
        Field(name="title", shape=WORDS, required=True, zh="页面标题，例如 图表。", en="The pages' title."),
        Field(
            name="charts", shape=Many(of=CHART, least=1), required=True, zh="各幅图表，按先后排列。", en="The charts."
        ),
    ),
)

GALLERY = Record(
    name="gallery",
    zh="图录：不属于任何亮点的图片",
    en="Pictures that belong to no article",
    fields=(
        Field(name="title", shape=WORDS, required=True, zh="页面标题，例如 图录。", en="The pages' title."),
        Field(
            name="pictures",
            shape=Many(of=IDENTIFIER, least=1),
            required=True,
            zh="图片编号，按先后排列。",
            en="Ids of the pictures, in order.",
        ),
    ),
)

COLOPHON = Record(
    name="colophon",
    zh="版权页",
    en="The colophon",
    fields=(
        Field(
            name="lines",
            shape=Many(of=WORDS, least=1),
            required=True,
            zh="版权页上的各行，照印。",
            en="Its lines, as they are to stand.",
        ),
    ),
)

ADJUSTMENT = Record(
    name="adjustment",
    zh="一处手工调整，跟着编号走，改内容、换版式都还在",
    en="One adjustment by hand, tied to an id, so that it survives changes of content and layout",
    fields=(
        Field(
            name="id",
            shape=IDENTIFIER,
            required=True,
            zh="调整谁：图片或亮点的编号。",
            en="Whom: the id of a picture or of a highlight.",
        ),
        Field(name="layout", shape=NAME, zh="亮点用哪个版式。", en="The layout of a highlight."),
        Field(
            name="crop",
            shape=Many(of=FRACTION, least=4, most=4),
            zh="图片只显示这一块 [左, 上, 右, 下]，各为 0 到 1；形状不合时向四周多取一些。",
            en="The part of the picture to show, [left, top, right, bottom]; more of it where the frame's shape asks.",
        ),
        Field(
            name="shift",
            shape=Many(of=Number(least=-1, most=1), least=2, most=2),
            zh="裁切框再移动 [横, 纵]，以图的宽高为 1，右、下为正。",
            en="Moves the crop by [x, y], in widths and heights of the picture; right and down are positive.",
        ),
        Field(
            name="size",
            shape=Number(least=1, most=4),
            zh="在框里把图片放大几倍，1 到 4。",
            en="How many times to enlarge the picture in its frame, 1 to 4.",
        ),
    ),
)

BOOK = Record(
    name="book",
    zh="一本画册",
    en="A brochure",
    fields=(
        Field(
            name="year",
            shape=Number(least=1900, most=2999, whole=True),
            required=True,
            zh="年份，例如 2022。",
            en="The year.",
        ),
        Field(name="title", shape=WORDS, required=True, zh="书名。", en="The book's title."),
        Field(name="publisher", shape=WORDS, required=True, zh="编印单位。", en="The publisher."),
        Field(
            name="imprint",
            shape=WORDS,
            zh="封面落款，照印；不写则为“单位　编”。",
            en="The publisher as the cover signs.",
        ),
        Field(name="language", shape=LANGUAGE, zh="语言代码；不写则为 zh-CN。", en="The language; zh-CN if absent."),
        Field(
            name="theme",
            shape=Either(text=NAME, record=THEME),
            zh="主题：写名称，或写 name 加上要改动的项目；不写则为 cinnabar（朱印）。",
            en="The theme: its name, or `name` and changes; cinnabar if absent.",
        ),
        Field(
            name="page-format",
            shape=Choice(words=PAGE_FORMATS),
            zh="页面：16k（大16开，默认）、a4、wide（横屏）、phone（手机）；各自重新排版。",
            en="The page: 16k (default), a4, wide or phone; each is laid out anew.",
        ),
        Field(name="subject", shape=WORDS, zh="内容提要，写入 PDF 属性。", en="The subject, for the PDF's properties."),
        Field(
            name="keywords",
            shape=Many(of=WORDS),
            zh="关键词，写入 PDF 属性。",
            en="Keywords, for the PDF's properties.",
        ),
        Field(
            name="marks",
            shape=Choice(words=("set", "report", "off")),
            zh="汉字旁的半角标点：set 排成全角并告知，report 只告知，off 不管；不写则为 set。",
            en="Half-width marks beside Han: set full-width and told, only told, or let be.",
        ),
        Field(
            name="names",
            shape=Many(of=WORDS),
            zh="不宜拆到两行的名称，例如人名。",
            en="Names that should not break over two lines.",
        ),
        SIC,
        Field(
            name="highlights",
            shape=Many(of=HIGHLIGHT, least=1),
            required=True,
            zh="各个亮点，按先后排列。",
            en="The highlights, in order.",
        ),
        Field(name="pictures", shape=Many(of=PICTURE), zh="全书的图片。", en="The book's pictures."),
        Field(name="facts", shape=Many(of=FACT), zh="全书引用的数字。", en="The book's numbers."),
        Field(name="figures", shape=FIGURES, zh="“数说”页；不需要就不写。", en="The pages of figures."),
        Field(name="charts", shape=CHART_PAGES, zh="图表页；不需要就不写。", en="The pages of charts."),
        Field(
            name="qr",
            shape=Either(text=WORDS, record=QR),
            zh="封底的二维码：写网址，或写 text 和 caption；不需要就不写。",
            en="The QR code of the back cover: its URL, or text and caption.",
        ),
        Field(
            name="isbn",
            shape=Printed(),
            zh="书号，13 位，照印，例如 978-7-5000-0000-0；封底排条形码。没有书号就不写。",
            en="The ISBN as printed; the back cover shows it as a barcode.",
        ),
        Field(name="gallery", shape=GALLERY, zh="图录页；不需要就不写。", en="The gallery pages."),
        Field(name="colophon", shape=COLOPHON, zh="版权页；不需要就不写。", en="The colophon."),
        Field(
            name="adjust",
            shape=Many(of=ADJUSTMENT),
            zh="手工调整：裁切、移动、放大图片，指定版式。",
            en="Adjustments by hand: crops, shifts, sizes of pictures, layouts of highlights.",
        ),
    ),
)

RECORDS = (
    BOOK,
    ADJUSTMENT,
    HIGHLIGHT,
    PICTURE,
    FACT,
    THEME,
    FIGURES,
    CHART_PAGES,
    CHART,
    CHART_ROW,
    QR,
    GALLERY,
    COLOPHON,
)

KEYS = frozenset(field.name for record in RECORDS for field in record.fields)
"""Every key of the schema."""

PARTS: dict[str, Record | Many] = {
    "book": BOOK,
    "highlight": HIGHLIGHT,
    "highlights": Many(of=HIGHLIGHT, least=1),
    "pictures": Many(of=PICTURE),
    "facts": Many(of=FACT),
}
"""What a file of its own may hold: the whole book, or a part that another file includes."""
