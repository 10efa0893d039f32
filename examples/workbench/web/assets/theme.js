// Before the first paint: the theme that was chosen here, else the system's.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* storage is switched off: the system's theme holds */ }
document.documentElement.classList.add("js");
