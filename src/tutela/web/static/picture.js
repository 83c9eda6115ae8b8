/* Computes the two numbers of a picture that stays here. The field with the file has no name and
   stands outside the form: nothing but the numbers can be sent. */

const MOST_BYTES = 512 * 1024 * 1024;
const MOST_PIXELS = 50_000_000;
const LEAST_QUALITY = 50;

const choose = document.getElementById("choose");
const file = document.getElementById("file");
const said = document.getElementById("said");
const words = document.getElementById("words").content;
const { pdq, hex } = await import(choose.dataset.pdq);

function say(what) {
  said.textContent = words.querySelector(`[data-for=${what}]`).textContent;
}

function fill(name, value) {
  document.getElementById(name).value = value;
}

/* Some browsers make up what is read from a canvas, so that nobody can be recognised by it. */
function readsTrue(context) {
  const drawn = context.createImageData(8, 8);
  for (let i = 0; i < drawn.data.length; i++) drawn.data[i] = i % 4 === 3 ? 255 : (i * 37) % 256;
  context.putImageData(drawn, 0, 0);
  const { data } = context.getImageData(0, 0, 8, 8);
  return drawn.data.every((value, i) => value === data[i]);
}

/* The second number; empty if this browser does not show the picture, or it has too little in it. */
async function looks(picked) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(picked, { colorSpaceConversion: "none" });
    const { width, height } = bitmap;
    if (width * height > MOST_PIXELS) return "";
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: Math.max(width, 8), height: Math.max(height, 8) });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!readsTrue(context)) return "";
    context.fillStyle = "white"; // behind what one can see through, as viewers show it
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    const found = pdq(context.getImageData(0, 0, width, height));
    return found && found.quality >= LEAST_QUALITY ? found.bits : "";
  } catch {
    return "";
  } finally {
    bitmap?.close();
  }
}

async function compute(picked) {
  fill("sha256", "");
  fill("pdq", "");
  if (picked.size > MOST_BYTES) return say("large");
  say("working");
  const bytes = await picked.arrayBuffer();
  fill("sha256", hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))));
  const second = await looks(picked);
  fill("pdq", second);
  say(second ? "both" : "one");
}

if (globalThis.crypto?.subtle) {
  choose.hidden = false;
  file.addEventListener("change", () => {
    const [picked] = file.files;
    if (picked) compute(picked).catch(() => say("failed"));
  });
  if (file.files.length) file.dispatchEvent(new Event("change"));
}
