"""Single keys of the lab: R runs, Esc cancels, ? shows which keys there are. Not while somebody types; they can be switched off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cxsim.lab.parts import button, text, tick

if TYPE_CHECKING:
    from cxsim.lab.frame import Visit

RUNS = ("design", "compare")  # pages with a button that runs; elsewhere R and Esc do nothing
# Buttons are pressed as a person would press them, so that a disabled one stays what it is. An open dialog keeps all keys to itself.
LISTEN = """(() => {
const dialog = () => document.getElementById('keys');
const typing = (at) => at.closest('textarea, select, [contenteditable=true], input:not([type=checkbox]):not([type=radio]):not([type=button])');
const press = (names) => { for (const name of names) { const found = document.querySelector(`[data-name=${name}]`); if (found && !found.disabled) { found.click(); return true; } } return false; };
// a page just opened may not be heard yet: asked again while the button is there
const stop = (more) => { if (!press(['cancel'])) emitEvent('lab_escape', {}); else if (more) setTimeout(() => document.querySelector('[data-name=cancel]') && stop(more - 1), 250); };
window.labKeys = {on: %(on)s};
document.addEventListener('keydown', (event) => {
  if (!window.labKeys.on || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || event.defaultPrevented) return;
  if (dialog().open || typing(event.target)) return;
  if (event.shiftKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) { if (press([event.key === 'ArrowDown' ? 'wall-down' : 'wall-up'])) event.preventDefault(); return; }
  const key = event.key.toLowerCase();
  if (key === '?') { event.preventDefault(); dialog().showModal(); }
  else if (key === 'r' && %(runs)s && press(['run', 'run-these', 'again'])) event.preventDefault();
  else if (key === 'escape' && %(runs)s) stop(4);
});
})();"""
OPEN, CLOSE = "document.getElementById('keys').showModal()", "document.getElementById('keys').close()"


def build(visit: Visit) -> None:
    """The line in the footer, the dialog, and the listener."""
    from nicegui import ui

    w, session = visit.w, visit.session
    runs = visit.page.name in RUNS and not visit.path
    facts = {"on": json.dumps(session.keys_on), "runs": json.dumps(runs)}
    ui.add_body_html(f"<script>{LISTEN % facts}</script>")
    with ui.element("div").classes("keys-line"):
        line = text("", classes="keys-said")
        opener = button(w("lab_build.keys.open"), lambda: None, "small", "keys-open", w("lab_build.keys.open_label"))
        opener.on("click", js_handler=f"() => {OPEN}")
        opener.props["aria-haspopup"] = "dialog"

    def say() -> None:
        line.set_content(w("lab_build.keys.foot_off" if not session.keys_on else "lab_build.keys.foot_on" if runs else "lab_build.keys.foot_help"))

    def switch(on: bool) -> None:
        session.keys_on = on
        ui.run_javascript(f"window.labKeys.on = {json.dumps(on)}")
        say()

    say()
    _dialog(visit, switch)
    if runs:
        ui.on("lab_escape", lambda: _cancel(visit))


def _cancel(visit: Visit) -> None:
    """Cancel the run under way when the page itself has no button for it."""
    if visit.session.work is not None and visit.session.work.open:
        visit.session.cancel()


def _dialog(visit: Visit, switch: Any) -> None:
    """A dialog of the browser's own: it takes the focus, keeps it, gives it back, and closes with Esc."""
    from nicegui import ui

    w = visit.w
    with ui.element("dialog").props('id="keys" aria-labelledby="keys-title"').classes("keys"):
        text(w("lab_build.keys.title"), "h2").props["id"] = "keys-title"
        text(w("lab_build.keys.lead"), "p", "hint")
        with ui.element("dl"):
            known = [("R", "lab_build.keys.run"), (w("lab_build.keys.esc_key"), "lab_build.keys.cancel"), ("?", "lab_build.keys.help"), (w("lab_build.keys.tab_key"), "lab_build.keys.tab")]
            for key, said in [*known, *([("Shift ↓ ↑", "lesson_wall.keys")] if visit.path else [])]:
                with ui.element("dt"):
                    text(key, "kbd")
                text(w(said), "dd")
        tick(w("lab_build.keys.switch"), visit.session.keys_on, switch, "keys-on")
        close = button(w("lab_build.keys.close"), lambda: None, "", "keys-close")
        close.on("click", js_handler=f"() => {CLOSE}")
