/* PDQ, the perceptual hash of photographs, in the browser: the same bits as the kernel's
   (native/pdq.hpp) for the same pixels. Source: "The TMK+PDQF Video-Hashing Algorithm and the PDQ
   Image-Hashing Algorithm", Facebook, 2019.

   The kernel adds in single precision, in a fixed order. Here each step is rounded to that by
   `Math.fround`, or by being written into a Float32Array. */

export const SMALLEST = 5; // pixels of a side; for less there is no hash
const SIDE = 64;
const FREQUENCIES = 16;
const round = Math.fround;

/* Of an `ImageData`: {bits: 64 hexadecimal digits, quality: 0 to 100}; null if it is too small. */
export function pdq(image) {
  if (image.width < SMALLEST || image.height < SMALLEST) return null;
  const plain = image.width === SIDE && image.height === SIDE;
  const square = plain ? luminances(image) : centres(blurred(image), image.width, image.height);
  return { bits: bits(transformed(square)), quality: quality(square) };
}

function luminances({ data, width, height }) {
  const found = new Float32Array(width * height);
  for (let i = 0, at = 0; i < found.length; i++, at += 4) {
    found[i] = (299 * data[at] + 587 * data[at + 1] + 114 * data[at + 2]) / 1000;
  }
  return found;
}

/* Two passes of a box filter, along rows and along columns. */
function blurred(image) {
  const { width, height } = image;
  const one = luminances(image);
  const other = new Float32Array(one.length);
  for (let pass = 0; pass < 2; pass++) {
    for (let row = 0; row < height; row++) average(one, other, row * width, 1, width);
    for (let column = 0; column < width; column++) average(other, one, column, width, height);
  }
  return one;
}

/* The averages of the windows along a line: `length` values, `step` apart, from `start` on. */
function average(from, to, start, step, length) {
  const window = Math.floor((length + 2 * SIDE - 1) / (2 * SIDE));
  const lag = window >> 1;
  let sum = 0;
  for (let i = 0; i < length + lag; i++) {
    if (i < length) sum = round(sum + from[start + i * step]);
    if (i >= window) sum = round(sum - from[start + (i - window) * step]);
    if (i < lag) continue;
    const covered = Math.min(i + 1, window) - Math.max(i + 1 - length, 0);
    to[start + (i - lag) * step] = sum / covered;
  }
}

/* The centres of 64 by 64 equal parts. */
function centres(values, width, height) {
  const centre = (part, length) => Math.floor(((2 * part + 1) * length) / (2 * SIDE));
  const square = new Float32Array(SIDE * SIDE);
  for (let i = 0; i < SIDE; i++) {
    for (let j = 0; j < SIDE; j++) {
      square[i * SIDE + j] = values[centre(i, height) * width + centre(j, width)];
    }
  }
  return square;
}

/* How often steps of at least 1/100 of the range occur between neighbours. */
function quality(square) {
  const step = (one, other) =>
    Math.abs(Math.trunc(round(round(round(square[one] - square[other]) * 100) / 255)));
  let steps = 0;
  for (let i = 0; i < SIDE; i++) {
    for (let j = 0; j < SIDE; j++) {
      const at = i * SIDE + j;
      if (i + 1 < SIDE) steps += step(at, at + SIDE);
      if (j + 1 < SIDE) steps += step(at, at + 1);
    }
  }
  return Math.min(Math.floor(steps / 90), 100);
}

/* The cosines, place by frequency. */
const cosines = new Float32Array(SIDE * FREQUENCIES);
for (let k = 0; k < SIDE; k++) {
  for (let i = 0; i < FREQUENCIES; i++) {
    const turn = (Math.PI / 2 / SIDE) * (i + 1) * (2 * k + 1);
    cosines[k * FREQUENCIES + i] = round(Math.sqrt(2 / SIDE)) * Math.cos(turn);
  }
}

/* The cosine transform's lowest frequencies but the constant one, down by across. */
function transformed(square) {
  const down = new Float32Array(FREQUENCIES * SIDE);
  const found = new Float32Array(FREQUENCIES * FREQUENCIES);
  for (let i = 0; i < FREQUENCIES; i++) {
    for (let k = 0; k < SIDE; k++) {
      const cosine = cosines[k * FREQUENCIES + i];
      for (let j = 0; j < SIDE; j++) down[i * SIDE + j] += round(cosine * square[k * SIDE + j]);
    }
    for (let k = 0; k < SIDE; k++) {
      for (let j = 0; j < FREQUENCIES; j++) {
        found[i * FREQUENCIES + j] += round(down[i * SIDE + k] * cosines[k * FREQUENCIES + j]);
      }
    }
  }
  return found;
}

/* One bit for each frequency above the median; the highest frequencies' lead. */
function bits(spectrum) {
  const median = spectrum.toSorted()[spectrum.length / 2 - 1];
  const bytes = new Uint8Array(spectrum.length / 8);
  spectrum.forEach((value, bit) => {
    if (value > median) bytes[bytes.length - 1 - (bit >> 3)] |= 1 << bit % 8;
  });
  return hex(bytes);
}

export function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
