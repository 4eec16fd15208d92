"""The lexer's regular expressions: one master pattern for each mode, its group names the handlers' names.

In BEGIN mode an operand is expected (`/` starts a regex, `[` an array), in END mode an operator or the end of a
statement (`/` divides, `[` indexes). A name looks ahead to what follows it, because that decides what it is:
`lp` a call with parentheses, `sure` a command whose argument follows, `maybe` a command unless the name is a
local variable (`foo [1]`, `foo -1`, `foo /x/`), `lab` a label where labels are possible.
"""

from __future__ import annotations

import re
from typing import Final

ERB_TEXT: Final = "\ue000"
ERB_OPEN: Final = "\ue001"
ERB_ESCAPED: Final = "\ue003"
ERB_CLOSE: Final = "\ue002"

BLANK: Final = r"(?:[ \t\r\f\v]|\\\r?\n)*+"
GAP: Final = r"(?:[ \t]|\\\r?\n)++"
NAME: Final = r"[^\W\d]\w*(?:[?!](?!=))?"
OPERATOR_NAME: Final = r"\[\]=?|\*\*|[+\-!~]@|<=>|===?|=~|![=~]?|<<|>>|<=|>=|[<>*/%&|^+\-~`]"
_STOPPERS: Final = (
    r"(?!(?:if|unless|while|until|rescue|and|or|then|do|in|end|else|elsif|when|ensure)(?!\w|[?!][^=]|:[^:]))"
)
_SURE: Final = rf"""{GAP}(?:["'`@$\d~]|->|!(?![=~])|{_STOPPERS}[^\W\d])|["'`]|(?<=[?!]){_STOPPERS}[^\W\d]"""
_MAYBE: Final = (
    rf"""{GAP}(?:\[|\(|[-+/](?=[^\s=])|%(?:[wWiIqQrsx]?[^\w\s=])|\*\*?(?=[^\s=*])|&(?=[^\s=&.])"""
    r"""|<<[~-]?["'`A-Za-z_]|::(?=\S)|:(?=[^\s:])|\?(?:\w(?!\w)|\\\S))"""
)
_AFTER_NAME: Final = rf"(?:(?P<lp>\()|(?P<sure>(?={_SURE}))|(?P<maybe>(?={_MAYBE}))|(?P<lab>:(?!:)))?+"
_AFTER_METHOD: Final = rf"(?:(?P<mlp>\()|(?P<mcmd>(?={_SURE}|{_MAYBE})))?+"

NUMBER: Final = (
    r"\d[\d_]*\.\d[\d_]*(?:[eE][+-]?\d+)?|\d[\d_]*[eE][+-]?\d+"
    r"|0[xX][\da-fA-F_]+|0[bB][01_]+|0[dD][\d_]+|0[oO]?[0-7_]+|\d[\d_]*"
)
_SYMBOL: Final = (
    rf"(?:@@?|\$)?[^\W\d]\w*(?:[?!](?!=)|=(?![~>=])|=(?==>))?|\$\d+|\$[~*$?!@/\\;,.=:<>\"&`'+]|{OPERATOR_NAME}"
)
_GLOBAL: Final = r"\$(?:[^\W\d]\w*|\d+|-\w|[~*$?!@/\\;,.=:<>\"&`'+])"
HEREDOC: Final = r"""<<(?P<hd_indent>[~-]?)(?P<hd_quote>["'`]?)(?P<hd_id>(?<=["'`])[^"'`\n]+|[^\W\d]\w*)(?P=hd_quote)"""

BEGIN: Final = re.compile(
    BLANK
    + rf"""(?:
      (?P<id>{NAME}){_AFTER_NAME}
    | (?P<nl>\r?\n|\#|;)
    | (?P<simple>"(?:[^"\\\#\r]|\#(?![{{@$]))*+"|'[^'\\\r]*+')
    | (?P<quote>["'`])
    | :(?P<sym>{_SYMBOL})
    | (?P<ivar>@@?[^\W\d]\w*)
    | (?P<num>-?(?:{NUMBER}))(?P<suffix>r?i?(?!\w))
    | (?P<lbrack>\[)
    | (?P<lparen>\()
    | (?P<lbrace>\{{)
    | (?P<close>[)\]}}])
    | (?P<quotesym>:["'])
    | (?P<percent>%(?:[wWiIqQrsx]?[^\w\s]))
    | (?P<heredoc>{HEREDOC})
    | (?P<regex>/)
    | (?P<gvar>{_GLOBAL})
    | (?P<arrow>->)
    | (?P<char>\?(?:\\(?:[MC]-\\?.|u\{{[^}}]*\}}|u\w{{4}}|x\w{{1,2}}|[0-7]{{1,3}}|.)|[^\s]))
    | (?P<top>::)
    | (?P<colon>:(?=\s))
    | (?P<bdots>\.\.\.?)
    | (?P<prefix>\*\*|[*&])
    | (?P<unary>[-+!~])
    | (?P<pipe>\|\|?)
    | (?P<equal>=(?![=~>]))
    | (?P<rocket>=>)
    | (?P<comma>,)
    | (?P<erb>[{ERB_TEXT}{ERB_OPEN}{ERB_ESCAPED}{ERB_CLOSE}])
    | (?P<eof>\Z|[\0\x04\x1a])
    | (?P<stray>.)
    )""",
    re.VERBOSE | re.DOTALL,
)

END: Final = re.compile(
    BLANK
    + rf"""(?:
      (?P<nl>\r?\n|\#|;)
    | (?P<comma>,)
    | (?P<dot>&?\.(?!\.)|::)(?:[ \t\r\n]|\#[^\n]*\n)*+(?P<meth>{NAME}|{OPERATOR_NAME}|(?=\()){_AFTER_METHOD}
    | (?P<close>[)\]}}])
    | (?P<word>[^\W\d]\w*)
    | (?P<rocket>=>)
    | (?P<assign>=(?![=~>])|(?:\*\*|&&|\|\||<<|>>|[-+*/%&|^])=(?![=~>]))
    | (?P<index>\[)
    | (?P<lcurly>\{{)
    | (?P<pipe>\|\|?)
    | (?P<binop>\*\*|&&|<=>|===?|=~|![=~]|<<|>>|<=|>=|[-+*/%<>^&])
    | (?P<dots>\.\.\.?)
    | (?P<qmark>\?)
    | (?P<colon>:(?!:))
    | (?P<erb>[{ERB_TEXT}{ERB_OPEN}{ERB_ESCAPED}{ERB_CLOSE}])
    | (?P<eof>\Z|[\0\x04\x1a])
    | (?P<stray>.)
    )""",
    re.VERBOSE | re.DOTALL,
)

# Blank and comment lines, up to what follows; starts at the beginning of a line.
EMPTY_LINES: Final = re.compile(r"(?:[ \t\r\f\v]*+(?:#[^\n]*+)?\n)*+[ \t\r\f\v]*+(?:#[^\n]*+\Z)?")
EMBEDDED_DOC: Final = re.compile(r"=begin\b.*?^=end\b[^\n]*\n?|=begin\b.*", re.DOTALL | re.MULTILINE)
DATA: Final = re.compile(r"__END__\r?(?:\n|\Z)")
CONTINUED: Final = re.compile(r"\.(?!\.)|&\.|[)\]}]")

DEF_HEAD: Final = re.compile(
    r"(?:[ \t\r\n]|\\\r?\n)*+"
    r"(?:(?P<owner>(?:@@?|\$)?[^\W\d]\w*)[ \t]*(?:\.|::)[ \t]*)?"
    rf"(?P<name>[^\W\d]\w*(?:[?!](?!=)|=(?![~>=]))?|{OPERATOR_NAME})(?P<paren>[ \t]*\()?"
)
ENDLESS_AHEAD: Final = re.compile(rf"{BLANK}=(?![=~>])")
ALIAS: Final = re.compile(
    rf"{BLANK}(?::?(?P<new>(?:\$)?[^\W\d]\w*[?!=]?|{OPERATOR_NAME}))[ \t]+:?(?P<old>\$?[^\W\d]\w*[?!=]?|{OPERATOR_NAME})"
)
UNDEF: Final = re.compile(
    rf"{BLANK}:?(?:[^\W\d]\w*[?!=]?|{OPERATOR_NAME})(?:\s*,\s*:?(?:[^\W\d]\w*[?!=]?|{OPERATOR_NAME}))*+"
)
SINGLETON_AHEAD: Final = re.compile(rf"{BLANK}<<")
LAMBDA_PAREN: Final = re.compile(rf"{BLANK}\(")
ADJACENT: Final = re.compile(rf"{BLANK}(?=[\"'])")
NAMED_GROUP: Final = re.compile(r"\(\?<([a-z_]\w*)>")
CONSTANT_NAME: Final = re.compile(r"\s*[^\W\da-z_]\w*")
LOCAL_NAME: Final = re.compile(r"(?<![\w@$:.])[a-z_]\w*(?![\w?!(])")
PATTERN_PIECE: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[(\[{)\]}\n;]|\bthen\b|\bif\b|\bunless\b")
