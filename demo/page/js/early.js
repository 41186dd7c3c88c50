// Runs before the first paint, so that a chosen theme or text size never flashes the other one.
"use strict";
for (const name of ["theme", "size"]) {
  const value = localStorage.getItem(`newsdigest.${name}`);
  if (value) document.documentElement.dataset[name] = value;
}
