// Handschlag on a website: page views and what you track, to your own house and nowhere else.
//   <script src="https://HOUSE/t.js" data-key="hsw_…" async></script>
//     data-consent-required   send nothing at all before handschlag.consent(true)
//     data-link-params        carry the first origin in your own links, without storing anything
//   handschlag.track("Brochure downloaded", { material: "brochure" })
//   handschlag.page()         once more, where a page changes without loading
//   handschlag.consent(true)  on every page, by your consent banner: only then a device id is kept; false deletes it
// Before consent nothing is read from the device or kept on it; nothing is ever measured about the device itself.
(() => {
  const me = document.currentScript;
  const { key, consentRequired, linkParams } = me.dataset;
  const address = new URL("/v1/batch", me.src);
  const STORE = "handschlag";
  const NAMES = ["source", "medium", "campaign", "term", "content"].map((name) => `utm_${name}`);
  const CLICKS = ["gclid", "gbraid", "wbraid", "msclkid", "fbclid", "li_fat_id", "ttclid"];
  let queue = [];
  let device = null;
  let mayStore = false;

  const uuid = () =>
    crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // Addresses without their queries, which may hold what is nobody's business.
  function plain(url) {
    try {
      const { origin, pathname } = new URL(url);
      return origin + pathname;
    } catch {
      return "";
    }
  }

  function picked(names, prefix = "") {
    const query = new URLSearchParams(location.search);
    const pairs = names.map((name) => [name, query.get(prefix + name)]).filter(([, value]) => value);
    return Object.fromEntries(pairs.map(([name, value]) => [name, value.slice(0, 120)]));
  }

  const prefixed = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [`first_${name}`, value]));

  // The last touch is this page's own; the first is known only from a link that carries it, or from a device that may keep it.
  const known = () => device?.first ?? picked([...NAMES, ...CLICKS, "page", "referrer"], "first_");

  function first() {
    if (Object.keys(known()).length) return known();
    const came = document.referrer.startsWith(location.origin) ? "" : plain(document.referrer);
    return { ...picked([...NAMES, ...CLICKS]), page: plain(location.href), ...(came && { referrer: came }) };
  }

  function message(type, event, properties) {
    const [source, medium, name, term, content] = NAMES.map((utm) => picked(NAMES)[utm]);
    return {
      type,
      event,
      messageId: uuid(),
      timestamp: new Date().toISOString(),
      properties: { ...picked(CLICKS), ...prefixed(known()), ...properties },
      context: {
        campaign: { source, medium, name, term, content },
        page: { path: location.pathname, url: plain(location.href), title: document.title, referrer: plain(document.referrer) },
      },
    };
  }

  function flush() {
    if (!queue.length || (consentRequired !== undefined && !mayStore)) return;
    const batch = queue.map((one) => (device ? { ...one, anonymousId: device.id } : one));
    queue = [];
    const body = JSON.stringify({ writeKey: key, batch, sentAt: new Date().toISOString() });
    try {
      fetch(address, { method: "POST", body, keepalive: true, credentials: "omit", mode: "no-cors" }).catch(() => {});
    } catch {
      navigator.sendBeacon(address, body);
    }
  }

  function add(...parts) {
    queue = [...queue, message(...parts)].slice(-50);
    setTimeout(flush, 300);
  }

  function consent(isGiven) {
    mayStore = Boolean(isGiven);
    try {
      if (!mayStore) localStorage.removeItem(STORE);
      device = mayStore ? (JSON.parse(localStorage.getItem(STORE)) ?? { id: uuid(), first: first() }) : null;
      if (device) localStorage.setItem(STORE, JSON.stringify(device));
    } catch {
      device = null;
    }
    if (mayStore) flush();
    else if (consentRequired !== undefined) queue = [];
  }

  // What an embedded form may know: where somebody came from, and the device only if that is allowed.
  const origin = () => ({ ...prefixed(known()), ...(device && { anonymous_id: device.id }) });

  function carry(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || link.origin !== location.origin) return;
    const url = new URL(link.href);
    for (const [name, value] of Object.entries(prefixed(first()))) url.searchParams.set(name, value);
    link.href = url;
  }

  window.handschlag = { track: (event, properties) => add("track", event, properties), page: () => add("page"), consent, origin };
  if (linkParams !== undefined) addEventListener("click", carry, { capture: true });
  addEventListener("pagehide", flush);
  add("page");
})();
