// keep holds what is typed in this browser until the server has it. A browser that
// refuses storage keeps nothing, and the form works all the same.
export function keep(key) {
  return {
    read() {
      try {
        return JSON.parse(localStorage.getItem(key) ?? "null");
      } catch {
        return null;
      }
    },
    write(value) {
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        // full or forbidden
      }
    },
    clear() {
      try {
        localStorage.removeItem(key);
      } catch {
        // forbidden
      }
    },
  };
}
