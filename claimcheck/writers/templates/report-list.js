// ---- A list of any length: only what is near the window is in the page. Heights are guessed, then measured.

const WHOLE = 60; // lists up to this long are in the page as a whole, so that the browser's own search finds all
const BEYOND = 900; // pixels kept ready above and below the window

class VirtualList {
  constructor(items, make, guess, label) {
    Object.assign(this, {items, make, guess, drawn: new Map(), from: 0, to: 0, whole: items.length <= WHOLE});
    this.heights = Float64Array.from(items, guess);
    this.tree = new Float64Array(items.length + 1);
    for (let i = 0; i < items.length; i++) this.bump(i, this.heights[i]);
    this.box = el("div.rows", {role: "feed", "aria-label": label, "aria-busy": "false"});
    this.above = el("div", {"aria-hidden": "true"});
    this.below = el("div", {"aria-hidden": "true"});
    this.node = el("div.virtual", null, this.above, this.box, this.below);
    this.redraw = () => { if (!this.waiting) this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.draw(); }); };
    this.sizes = new ResizeObserver(() => { if (this.measure()) this.redraw(); });
    addEventListener("scroll", this.redraw, {passive: true});
    addEventListener("resize", this.redraw);
  }

  close() {
    removeEventListener("scroll", this.redraw);
    removeEventListener("resize", this.redraw);
    cancelAnimationFrame(this.waiting);
    this.sizes.disconnect();
  }

  bump(at, by) { for (let i = at + 1; i < this.tree.length; i += i & -i) this.tree[i] += by; }

  offset(at) { // pixels above item `at`
    let sum = 0;
    for (let i = at; i > 0; i -= i & -i) sum += this.tree[i];
    return sum;
  }

  indexAt(pixels) { // the item that lies there
    let at = 0;
    let step = 1 << Math.floor(Math.log2(Math.max(1, this.items.length)));
    for (; step; step >>= 1) {
      if (at + step < this.tree.length && this.tree[at + step] <= pixels) { at += step; pixels -= this.tree[at]; }
    }
    return Math.min(at, this.items.length - 1);
  }

  top() { return this.node.getBoundingClientRect().top; }

  draw() {
    if (!this.node.isConnected) return;
    const count = this.items.length;
    if (count === 0) return;
    let from = 0;
    let to = count;
    if (!this.whole) {
      const top = -this.top();
      from = this.indexAt(Math.max(0, top - BEYOND));
      to = Math.min(count, this.indexAt(Math.max(0, top + innerHeight + BEYOND)) + 1);
    }
    const focused = document.activeElement && this.box.contains(document.activeElement) ? document.activeElement.closest("[data-at]") : null;
    for (const [at, node] of this.drawn) {
      if ((at < from || at >= to) && node !== focused) { this.sizes.unobserve(node); node.remove(); this.drawn.delete(at); }
    }
    let before = null;
    for (let at = to - 1; at >= from; at--) {
      let node = this.drawn.get(at);
      if (!node) {
        node = this.make(this.items[at], at);
        node.dataset.at = at;
        node.setAttribute("aria-posinset", at + 1);
        node.setAttribute("aria-setsize", count);
        if (node.tagName !== "ARTICLE") node.setAttribute("role", "article"); // what a feed is made of
        this.drawn.set(at, node);
        this.box.insertBefore(node, before);
        this.sizes.observe(node);
      }
      before = node;
    }
    if (focused) { // it stays in the page while it has the focus, out of sight where it is far away
      const at = Number(focused.dataset.at);
      focused.classList.toggle("aside", at < from || at >= to);
    }
    this.from = from;
    this.to = to;
    const anchor = this.whole ? -1 : Math.max(from, Math.min(to - 1, this.indexAt(Math.max(0, -this.top()))));
    const was = anchor < 0 ? 0 : this.offset(anchor);
    this.measure();
    this.above.style.height = `${this.offset(from)}px`;
    this.below.style.height = `${this.offset(count) - this.offset(to)}px`;
    if (anchor > 0 && this.top() < 0) { // what is read stays where it is when what stands above it turns out taller
      const moved = this.offset(anchor) - was;
      if (Math.abs(moved) > 0.5) scrollBy({top: moved, behavior: "instant"});
    }
  }

  measure() {
    let changed = false;
    for (const [at, node] of this.drawn) {
      if (node.classList.contains("aside")) continue;
      const height = node.offsetHeight;
      if (height && Math.abs(height - this.heights[at]) > 0.5) {
        this.bump(at, height - this.heights[at]);
        this.heights[at] = height;
        changed = true;
      }
    }
    return changed;
  }

  // Brings an item into sight; heights near it are guessed until it is drawn, so look again.
  reveal(at, focus) {
    if (at < 0 || at >= this.items.length) return null;
    for (let again = 0; again < 3; again++) {
      const y = scrollY + this.top() + this.offset(at) - headroom();
      scrollTo({top: Math.max(0, y), behavior: "instant"});
      this.draw();
    }
    const node = this.drawn.get(at);
    if (node && focus) node.focus({preventScroll: true});
    return node;
  }

  replace(at) { // made anew, after a decision
    const old = this.drawn.get(at);
    if (!old) return;
    const had = old.contains(document.activeElement);
    const node = this.make(this.items[at], at);
    node.dataset.at = at;
    node.setAttribute("aria-posinset", at + 1);
    node.setAttribute("aria-setsize", this.items.length);
    if (node.tagName !== "ARTICLE") node.setAttribute("role", "article");
    this.sizes.unobserve(old);
    old.replaceWith(node);
    this.drawn.set(at, node);
    this.sizes.observe(node);
    if (had) node.focus({preventScroll: true});
    this.draw();
  }

  drawAll() { this.whole = true; this.draw(); }
}

function headroom() { // what sticks to the top of the window
  const bar = document.querySelector(".sticks");
  return (bar ? bar.offsetHeight : 0) + 12;
}
