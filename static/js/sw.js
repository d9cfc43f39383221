// The worker beside the site: static files from this device, and a page of our own where there is
// no internet. Pages are never kept: what you read here is for you alone.
const asked = new URL(location).searchParams;
const name = `${asked.get("v")}-${asked.get("lang")}`;
const offline = `/offline/${asked.get("lang")}`;
const writing = ["attach", "autosave", "complete", "paste", "preview", "queue", "textarea", "themes", "toolbar", "write"];

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(name);
  const page = await fetch(offline, { credentials: "omit" }); // as a visitor sees it
  const needs = (await page.clone().text()).match(/\/static\/[^"#]+/g);
  await cache.put(offline, page);
  await cache.addAll(new Set([...needs, ...writing.map((part) => `/static/${asked.get("v")}/js/${part}.js`)]));
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const other of await caches.keys()) if (other !== name) await caches.delete(other);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
})()));

async function kept(event) {
  const cache = await caches.open(name);
  const found = await cache.match(event.request);
  if (found) return found;
  const answer = await fetch(event.request);
  if (answer.ok && event.request.url.includes(`/static/${asked.get("v")}/`)) {
    event.waitUntil(cache.put(event.request, answer.clone()).catch(() => {})); // a full phone still reads on
  }
  return answer;
}

async function visited(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return caches.match(offline);
  }
}

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(visited(event));
  else if (pathname.startsWith("/static/")) event.respondWith(kept(event));
});
