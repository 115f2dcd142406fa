// The text of a part of the widget that stands out too little from what is behind it: WCAG 2.2, 1.4.3, at 4.5 : 1.
(part) => {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const parent = (node) => node.parentElement ?? node.getRootNode().host;
  const luminance = (colour) =>
    channels(colour)
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      .reduce((sum, value, position) => sum + value * [0.2126, 0.7152, 0.0722][position], 0);
  const behind = (node) => {
    for (; node; node = parent(node)) {
      const { backgroundColor } = getComputedStyle(node);
      if ((channels(backgroundColor)[3] ?? 1) > 0) return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const isText = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
  return [...part.querySelectorAll("*")]
    .filter((node) => isText(node) && node.getClientRects().length > 0)
    .map((node) => {
      const [low, high] = [getComputedStyle(node).color, behind(node)].map(luminance).sort((a, b) => a - b);
      return [node.textContent.trim(), (high + 0.05) / (low + 0.05)];
    })
    .filter(([, ratio]) => ratio < 4.5);
};
