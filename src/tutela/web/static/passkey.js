// One ceremony of a passkey (WebAuthn): what the page asks goes to the browser, its answer into the
// form. Nothing is fetched, nothing is kept.

const form = document.querySelector("form[data-ceremony]");
const trouble = document.getElementById("passkey-trouble");
const again = document.getElementById("passkey-again");

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const described = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

function asked() {
  const options = JSON.parse(form.dataset.options);
  options.challenge = bytes(options.challenge);
  if (form.dataset.ceremony === "create") {
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = described(options.excludeCredentials);
  } else {
    options.allowCredentials = described(options.allowCredentials);
  }
  return { publicKey: options };
}

function answered(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response,
  });
}

async function hold() {
  again.hidden = true;
  trouble.hidden = true;
  try {
    form.elements.answer.value = answered(await navigator.credentials[form.dataset.ceremony](asked()));
    form.submit();
  } catch {
    trouble.hidden = false;
    again.hidden = false;
  }
}

again.addEventListener("click", hold);
hold();
