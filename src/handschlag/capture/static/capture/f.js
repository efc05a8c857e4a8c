// A form of Handschlag in any page: <script src="https://HOUSE/f/contact.js" async></script>
//   data-lang ("de", "en"; else the page's own), data-theme ("light", "dark"), data-title (read aloud in place of the frame)
// A frame, so that neither page can break the other; its height follows its content. Nothing is stored on the device.
(() => {
  const me = document.currentScript;
  const source = new URL(me.src);
  const address = new URL(source.pathname.replace(/\.js$/, "/"), source);
  const KNOWN = /^(first_)?(utm_\w+|gclid|gbraid|wbraid|msclkid|fbclid|li_fat_id|ttclid|page|referrer)$/;

  const said = { ...window.handschlag?.origin() };
  for (const [name, value] of new URLSearchParams(location.search)) if (KNOWN.test(name)) said[name] = value;
  said.page = location.origin + location.pathname;
  said.referrer = document.referrer;
  said.lang = me.dataset.lang ?? document.documentElement.lang.slice(0, 2);
  said.theme = me.dataset.theme ?? "";
  said.embed = "1";
  for (const [name, value] of Object.entries(said)) if (value) address.searchParams.set(name, String(value).slice(0, 500));

  const frame = document.createElement("iframe");
  frame.src = address;
  frame.title = me.dataset.title ?? document.title;
  Object.assign(frame.style, { border: "0", inlineSize: "100%", blockSize: "40rem" });
  me.after(frame);

  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== source.origin || event.data?.handschlag !== 1) return;
    const { height, go, top } = event.data;
    if (height > 0 && height < 20_000) frame.style.blockSize = `${Math.ceil(height)}px`;
    if (top && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
    if (go && new URL(go).origin === location.origin) location.assign(go);
  });
})();
