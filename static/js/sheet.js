// A style sheet that few pages need; the answer comes when it counts.
const asked = {};

export const sheet = (name) => asked[name] ??= new Promise((done) => {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL(`../${name}`, import.meta.url), onload: done, onerror: done });
  document.head.append(link);
});
