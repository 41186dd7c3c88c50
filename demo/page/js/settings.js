// How the page looks, as this browser's reader likes it.

export const THEMES = [
  { value: "auto", name: "As the system", symbol: "auto" },
  { value: "light", name: "Light", symbol: "sun" },
  { value: "dark", name: "Dark", symbol: "moon" },
];
export const SIZES = [
  { value: "small", name: "Small", symbol: "A" },
  { value: "normal", name: "Normal", symbol: "A" },
  { value: "large", name: "Large", symbol: "A" },
];

const read = (name, otherwise) => document.documentElement.dataset[name] ?? otherwise;

function write(name, value, otherwise) {
  if (value === otherwise) {
    delete document.documentElement.dataset[name];
    localStorage.removeItem(`newsdigest.${name}`);
  } else {
    document.documentElement.dataset[name] = value;
    localStorage.setItem(`newsdigest.${name}`, value);
  }
}

export const theme = () => read("theme", "auto");
export const setTheme = (value) => write("theme", value, "auto");
export const size = () => read("size", "normal");
export const setSize = (value) => write("size", value, "normal");
