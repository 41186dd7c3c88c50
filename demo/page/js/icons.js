// Inline pictures, drawn on a 24 by 24 grid with a round 2-unit pen.

const PATHS = {
  alert: "M12 7v6M12 16.5v.5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  attach:
    "M20 11.5l-8.2 8.2a5.2 5.2 0 0 1-7.4-7.4l8.5-8.4a3.5 3.5 0 0 1 4.9 4.9l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.7-7.7",
  auto: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3v18M12 7.5h7.3M12 12h9M12 16.5h7.3",
  back: "M20 12H5M11 5.5L4.5 12l6.5 6.5",
  block: "M5.8 5.8l12.4 12.4M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  chevron: "M6 9.5l6 6 6-6",
  clock: "M12 7.5V12l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h9a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2zM4 15V5a2 2 0 0 1 2-2h9",
  download: "M12 4v11M6.5 10.5L12 16l5.5-5.5M5 20h14",
  edit: "M4.5 19.5l.8-4L16 4.8a1.7 1.7 0 0 1 2.4 0l.8.8a1.7 1.7 0 0 1 0 2.4L8.5 18.7zM14 7l3 3",
  external: "M8 16L16.5 7.5M9.5 7h7.5v7.5",
  file: "M6 3.5h8l5 5V19a2 2 0 0 1-2 2H6.5a2 2 0 0 1-2-2V5a1.5 1.5 0 0 1 1.5-1.5zM13.5 4v5H19",
  forward: "M14 6.5L19.5 12 14 17.5M19 12h-8.5c-3.5 0-6 2-6 6",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3.5 9.5h17M3.5 14.5h17M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
  group:
    "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5c.4-3.3 3-5.5 6.5-5.5s6.1 2.2 6.5 5.5M16 5a3.2 3.2 0 0 1 0 6.2M18.5 14.5c1.8.9 2.8 2.7 3 5",
  keyboard:
    "M4.5 6.5h15a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 16V8a1.5 1.5 0 0 1 1.5-1.5zM7 10.5v.01M11 10.5v.01M15 10.5v.01M8.5 14h7",
  leave: "M10 4.5H6.5a1.5 1.5 0 0 0-1.5 1.5v12a1.5 1.5 0 0 0 1.5 1.5H10M14.5 8l4.5 4-4.5 4M18.5 12H10",
  lock: "M7 11h10a1.5 1.5 0 0 1 1.5 1.5v6A1.5 1.5 0 0 1 17 20H7a1.5 1.5 0 0 1-1.5-1.5v-6A1.5 1.5 0 0 1 7 11zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  location: "M12 21c4.5-4.6 7-8 7-11a7 7 0 1 0-14 0c0 3 2.5 6.4 7 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  menu: "M4 7h16M4 12h16M4 17h16",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  pin: "M12 16.5V21M8 4h8M9.5 4v6L7 13.5v3h10v-3L14.5 10V4",
  plus: "M12 5v14M5 12h14",
  quote: "M6 15.5c2-.7 3-2.2 3-4.5V8H4.5v4H7M15 15.5c2-.7 3-2.2 3-4.5V8h-4.5v4H16",
  reply: "M10 6.5L4.5 12l5.5 5.5M5 12h8.5c3.5 0 6 2 6 6",
  retry: "M5 12a7 7 0 1 0 2.2-5.1M5 4.5V8h3.5",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.5-3.8 3.5-6 7.5-6s7 2.2 7.5 6",
};
const SHAPES = {
  dots: "M12 3.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM12 16.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  send: "M3.4 20.3l17.9-7.5a.9.9 0 0 0 0-1.6L3.4 3.7a.8.8 0 0 0-1.1.9l1.5 6L13 12l-9.2 1.4-1.5 6a.8.8 0 0 0 1.1.9z",
};
const SVG = "http://www.w3.org/2000/svg";

/** A decorative picture; whatever carries it needs its own words for a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", name in SHAPES ? "icon solid" : "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name] ?? PATHS[name]);
  svg.append(path);
  return svg;
}
