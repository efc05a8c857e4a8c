// A little work for the machine while a person types: find the number that makes SHA-256 begin with zeros.
// Whoever sends a thousand forms pays a thousand times. Without WebCrypto (plain HTTP) the house asks for patience instead.

const form = document.querySelector("form[data-proof]");
const CHUNK = 64;
let waiting = null;
let isDone = false;

function begins(digest, bits) {
  const first = new DataView(digest).getUint32(0);
  return first >>> (32 - bits) === 0;
}

async function work(nonce, bits) {
  const encoder = new TextEncoder();
  for (let start = 0; ; start += CHUNK) {
    const numbers = Array.from({ length: CHUNK }, (_, place) => start + place);
    const digests = await Promise.all(
      numbers.map((number) => crypto.subtle.digest("SHA-256", encoder.encode(`${nonce}:${number}`))),
    );
    const found = digests.findIndex((digest) => begins(digest, bits));
    if (found >= 0) return numbers[found];
  }
}

function nonceOf(sealed) {
  const text = sealed.slice(0, sealed.lastIndexOf(":")).replaceAll("-", "+").replaceAll("_", "/");
  return JSON.parse(atob(text))[0];
}

async function prove() {
  const { challenge, proof } = form.elements;
  try {
    if (!proof.value) proof.value = await work(nonceOf(challenge.value), Number(form.dataset.proof));
  } catch {
    proof.value = "";
  }
  isDone = true;
  if (waiting) form.requestSubmit(waiting === form ? undefined : waiting);
}

// Who is faster than the machine waits for it, and sends once.
addEventListener(
  "submit",
  (event) => {
    if (event.target !== form || isDone) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = event.submitter ?? form;
    form.setAttribute("aria-busy", "true");
  },
  { capture: true },
);

if (form && globalThis.crypto?.subtle) prove();
else isDone = true;

document.querySelector("[role=alert]")?.focus();
