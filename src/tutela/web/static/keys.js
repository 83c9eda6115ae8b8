/* Keys for people who work here all day. Every page works without this module.

   What carries `data-key` is used by that key: a form is sent, a link followed, anything else gets
   the focus on its first control. `j` and `k` go through what carries `data-stop`, and through the
   titles of lists with `data-stops`. In a field no key is one of these; Escape leaves it. The page
   lists its keys in the dialog `#keys`, where they can be switched off. */

const OFF = "tutela-keys-off";
const CONTROLS = "a[href], input:not([type=hidden]), select, textarea, button, summary";
const help = document.getElementById("keys");
const toggle = document.getElementById("keys-on");
const opener = document.getElementById("keys-open");
const stops = [...document.querySelectorAll("[data-stop], [data-stops] h2 a")];

const storage = {
  get off() {
    try { return localStorage.getItem(OFF) === "yes"; } catch { return false; }
  },
  set off(value) {
    try { localStorage.setItem(OFF, value ? "yes" : "no"); } catch { /* kept for this page only */ }
  },
};
let on = !storage.off;

function isField(element) {
  return element.matches("textarea, select, input");
}

function leave(field) {
  field.blur();
  field.closest("[data-stop]")?.focus();
}

function go(step) {
  const at = stops.findIndex((stop) => stop.contains(document.activeElement));
  const next = at < 0 ? (step > 0 ? 0 : stops.length - 1) : at + step;
  const stop = stops[Math.min(Math.max(next, 0), stops.length - 1)];
  stop?.focus();
  stop?.scrollIntoView({ block: "nearest" });
}

function use(element) {
  if (element.matches("form")) element.requestSubmit();
  else if (element.matches("a, button")) element.click();
  else {
    element.closest("details")?.setAttribute("open", "");
    const control = element.querySelector("input:checked") ?? element.querySelector(CONTROLS);
    (control ?? element).focus();
  }
}

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.repeat && !"jk".includes(event.key)) return;
  if (help.open) return;
  if (isField(event.target)) {
    if (event.key === "Escape") leave(event.target);
    return;
  }
  if (event.key === "Enter" && event.target.matches("[data-stop]:not(a)")) {
    event.preventDefault();
    use(event.target);
    return;
  }
  if (!on) return;
  if (event.key === "?") help.showModal();
  else if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else {
    const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!found) return;
    use(found);
  }
  event.preventDefault();
}

for (const stop of stops) if (!stop.matches("a")) stop.tabIndex = -1;
document.addEventListener("keydown", press);
opener.hidden = false;
opener.addEventListener("click", () => help.showModal());
toggle.checked = on;
toggle.addEventListener("change", () => {
  on = toggle.checked;
  storage.off = !on;
});
