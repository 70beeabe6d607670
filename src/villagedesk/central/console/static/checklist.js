/* The checklist at the village: every point is kept on the telephone until the county has it, photos too, shrunk.
   Without this script each point is a plain form with its own button. */
"use strict";

const points = document.getElementById("points");
const line = document.getElementById("line");
const setup = points.dataset.setup;
const LONGEST = 1600, RETRY_MS = 15000, WAIT_MS = 30000;
let sending = false, signedOut = false;

function store(mode, work) {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("villagedesk-checklist", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("points", { keyPath: "key" });
    asked.onerror = () => failed(asked.error);
    asked.onsuccess = () => {
      const move = asked.result.transaction("points", mode);
      const request = work(move.objectStore("points"));
      move.oncomplete = () => { asked.result.close(); done(request && request.result); };
      move.onerror = move.onabort = () => failed(move.error);
    };
  });
}

const all = async () => (await store("readonly", (s) => s.getAll())).filter((kept) => kept.setup === setup);
const keyOf = (form) => setup + "/" + form.item.value;
const formOf = (kept) => [...points.querySelectorAll("form")].find((form) => form.item.value === kept.item);
const say = (form, text, kind) => {
  const told = form.querySelector(".told");
  told.textContent = text;
  told.className = "told " + (kind || "");
};

async function shrunk(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob((blob) => done(blob || file), "image/jpeg", 0.8));
  } catch (_error) {
    return file; // no picture this browser reads: the county says what is wrong with it
  }
}

function preview(form, blob) {
  const place = form.querySelector(".shot");
  const figure = document.createElement("figure"), img = document.createElement("img");
  img.src = URL.createObjectURL(blob);
  img.alt = "";
  figure.append(img);
  place.replaceChildren(figure);
}

async function keep(form, photo) {
  const key = keyOf(form);
  const chosen = form.querySelector("input[name=answer]:checked");
  const typed = { answer: chosen ? chosen.value : "", remark: form.remark.value };
  // One transaction: a photo that is on its way into the store must not fall between two changes.
  await store("readwrite", (s) => {
    const found = s.get(key);
    found.onsuccess = () => {
      const before = found.result || {};
      s.put({ key, setup, item: form.item.value, ...typed, photo: photo || before.photo || null, turn: (before.turn || 0) + 1 });
    };
    return found;
  });
  say(form, typed.answer ? points.dataset.waits : points.dataset.choose, "wait");
}

async function send() {
  if (sending) return;
  sending = true;
  try {
    for (const kept of await all()) {
      if (kept.answer && !(await sendOne(kept))) break;
    }
  } finally {
    sending = false;
    await tell();
  }
}

async function sendOne(kept) {
  const form = formOf(kept);
  if (!form) return true;
  const body = new FormData();
  body.append("form_key", form.form_key.value);
  for (const name of ["item", "answer", "remark"]) body.append(name, kept[name]);
  body.append("quiet", "1");
  if (kept.photo) body.append("photo", kept.photo, "photo.jpg");
  let answer;
  try {
    const limit = new AbortController();
    const clock = setTimeout(() => limit.abort(), WAIT_MS);
    answer = await fetch(form.action, { method: "POST", body, signal: limit.signal, credentials: "same-origin" });
    clearTimeout(clock);
  } catch (_error) {
    say(form, points.dataset.waits, "wait");
    return false;
  }
  signedOut = answer.redirected || answer.status === 401;
  if (signedOut || answer.status >= 500) return false;
  if (answer.ok) {
    await store("readwrite", (s) => {
      const found = s.get(kept.key);
      found.onsuccess = () => { if (found.result && found.result.turn === kept.turn) s.delete(kept.key); };
      return found;
    });
    const { lacks } = await answer.json();
    say(form, lacks ? points.dataset.lacks : points.dataset.saved, lacks ? "wait" : "good");
    form.closest(".point").classList.toggle("lacks", lacks);
    return true;
  }
  const told = await answer.json().catch(() => ({}));
  say(form, told.told || points.dataset.waits, "act");
  return true;
}

async function tell() {
  const waiting = (await all()).filter((kept) => kept.answer).length;
  line.className = "notice " + (signedOut ? "act" : waiting ? "wait" : "plain");
  if (signedOut) line.textContent = line.dataset.signIn;
  else line.textContent = waiting ? line.dataset.waiting.replace("{count}", waiting) : line.dataset.kept;
}

async function restore() {
  for (const kept of await all()) {
    const form = formOf(kept);
    if (!form) continue;
    const radio = form.querySelector(`input[name=answer][value="${kept.answer}"]`);
    if (radio) radio.checked = true;
    form.remark.value = kept.remark;
    if (kept.photo) preview(form, kept.photo);
    say(form, kept.answer ? points.dataset.waits : points.dataset.choose, "wait");
  }
}

// The worker keeps what comes through it. The first page came before it was there, so it is fetched once more.
async function keepPage() {
  const worker = navigator.serviceWorker;
  await worker.register("/centres/files/worker.js", { scope: "/centres/files/" });
  if (worker.controller) return;
  await new Promise((done) => worker.addEventListener("controllerchange", done, { once: true }));
  const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((part) => part.href || part.src);
  await Promise.all([location.pathname, ...parts].map((part) => fetch(part)));
}

for (const form of points.querySelectorAll("form")) {
  let later;
  const changed = () => { clearTimeout(later); later = setTimeout(() => keep(form).then(send), 400); };
  form.addEventListener("input", (event) => { if (event.target.name !== "photo") changed(); });
  form.photo.addEventListener("change", async () => {
    if (!form.photo.files.length) return;
    const small = await shrunk(form.photo.files[0]);
    preview(form, small);
    await keep(form, small);
    form.photo.value = ""; // it is kept here now
    send();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(later);
    keep(form).then(send);
  });
}

window.addEventListener("online", send);
setInterval(send, RETRY_MS);
if ("serviceWorker" in navigator) keepPage().catch(() => {});
restore().then(send);
