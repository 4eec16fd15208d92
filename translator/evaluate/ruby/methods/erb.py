"""ERB, ERB::Util and Erubis: a template given as text is rendered in the frame of a binding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from translator.diagnostics import Severity
from translator.evaluate.ruby.frames import Frame
from translator.evaluate.ruby.methods.base import Args, Blk, string_of, text_of, to_rstring
from translator.evaluate.ruby.methods.holes import derived, keep_holes
from translator.evaluate.ruby.methods.uri import escape_html
from translator.evaluate.ruby.native import define_class, define_module, method, module_function, take_keywords
from translator.evaluate.ruby.objects import RHash, RObject, RString, Symbol, Value
from translator.location import Source

if TYPE_CHECKING:
    from translator.evaluate.ruby.interpreter import Interpreter

define_class("ERB")
define_module("ERB::Util")
define_module("Erubis")
define_class("Erubis::RubyEvaluator")
define_class("Erubis::Basic::Converter")
define_class("Erubis::Eruby")
define_class("Erubis::FastEruby", "Erubis::Eruby")
define_class("Erubis::EscapedEruby", "Erubis::Eruby")
define_class("Erubi::Engine")


@method("ERB", "initialize", private=True, taint=True)
@method("Erubis::Eruby", "initialize", private=True, taint=True)
def initialize(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    args = list(args)
    keywords = take_keywords(args)
    mode = keywords.get(Symbol.of("trim_mode"), args[2] if len(args) > 2 else None)
    self.ivars["__template"] = to_rstring(interp, args[0])
    self.ivars["__trim"] = RString("" if mode is None else text_of(interp, mode))
    return None


def render(interp: Interpreter, self: RObject, frame: Frame, style: Literal["erubis", "erb-dash"]) -> Value:
    """Return what the template makes in a frame; its own variables stay in it."""
    from translator.parse.erb import parse_erb

    template: RString = self.ivars["__template"]
    text = template.text
    if style == "erb-dash" and "-" not in self.ivars["__trim"].text:
        text = text.replace("-%>", "%>")
    place = interp.span.path if interp.span is not None else "(erb)"
    program, problems = parse_erb(Source(place, text), style=style, local_names=frame.visible_names())
    for problem in problems:
        if problem.severity is Severity.ERROR:
            raise interp.error("SyntaxError", problem.message)
    inner = Frame(frame.self_value, frame.lexical, interp.frame, interp.span, frame.method, frame.block)
    inner.parent = frame
    rendered = interp.to_s(interp.run_frame(inner, program.body))
    return rendered if template.holes is None else derived(interp, template, rendered.text)


def _frame(interp: Interpreter, args: Args) -> Frame:
    """Return the frame of a binding, of the caller, or one with a hash's values as local variables."""
    if args and isinstance(getattr(args[0], "frame", None), Frame):
        found: Frame = args[0].frame
        return found
    if args and isinstance(args[0], RHash):
        made = Frame(interp.main, (), interp.frame, interp.span)
        for key, value in args[0].items():
            made.set(text_of(interp, key), value)
        return made
    return interp.frame


@method("ERB", "result", "result_with_hash", taint=True)
def result(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return render(interp, self, _frame(interp, args), "erb-dash")


@method("Erubis::Eruby", "result", taint=True)
def eruby_result(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return render(interp, self, _frame(interp, args), "erubis")


@method("Erubis::Eruby", "evaluate", taint=True)
def evaluate(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    """Render with a hash's values, or an object's variables, as instance variables."""
    context = args[0] if args else None
    target = context if isinstance(context, RObject) else RObject(interp.object)
    for key, value in context.items() if isinstance(context, RHash) else ():
        target.ivars[text_of(interp, key)] = value
    return render(interp, self, Frame(target, (), interp.frame, interp.span), "erubis")


@method("ERB", "filename=", "location=", "src", "run")
def setting(interp: Interpreter, self: RObject, args: Args, block: Blk) -> Value:
    return args[0] if args else None


@module_function("ERB::Util", "html_escape", "h", argc=1, taint=True)
def html_escape(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return keep_holes(interp, string_of(interp, args[0]), escape_html)


@module_function("ERB::Util", "url_encode", "u", argc=1, taint=True)
def url_encode(interp: Interpreter, self: Value, args: Args, block: Blk) -> Value:
    return keep_holes(interp, string_of(interp, args[0]), lambda text: quote(text, safe="-_.~"))
