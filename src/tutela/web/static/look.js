/* Hides what is shown as soon as its page loses the eyes. Without this module the page is loaded
   again after its seconds, and the picture is gone then. */

const picture = document.getElementById("picture");
const form = document.getElementById("hide");
let gone = false;

function cover() {
  picture.remove();
}

function leave() {
  if (gone) return;
  gone = true;
  cover();
  form.elements.namedItem("why").value = "left";
  form.requestSubmit();
}

for (const other of document.forms) other.addEventListener("submit", () => { gone = true; });
document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
window.addEventListener("blur", leave);
window.addEventListener("pagehide", cover);
window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
