// Links to the bot itself, which stay in the page. https://core.telegram.org/bots/features#deep-linking

/**
 * @returns {{start?: string, startgroup?: string}|null} the parameter a link to the bot carries, "" where it has none;
 *   null where it leads elsewhere
 */
export function botLink(address, username) {
  const url = URL.parse(address);
  const isWeb = url?.protocol === "https:" && ["t.me", "telegram.me"].includes(url.host);
  const isApp = url?.protocol === "tg:" && /^(\/\/)?resolve$/.test(url.host || url.pathname);
  const name = isWeb ? url.pathname.slice(1) : isApp ? url.searchParams.get("domain") : null;
  if (!name || name.toLowerCase() !== username?.toLowerCase()) return null;
  const group = url.searchParams.get("startgroup");
  return group === null ? { start: url.searchParams.get("start") ?? "" } : { startgroup: group };
}
