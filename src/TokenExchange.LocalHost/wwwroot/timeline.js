// A picture of the last minute of calls: time from left to right, duration upwards, failures red, actions as lines.
const SPAN = 60_000;
const WIDTH = 600;
const HEIGHT = 120;
const SLOWEST = 2_000;

const element = (tag, attributes) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  return made;
};

export function createTimeline(svg, label) {
  const calls = [];
  const marks = [];
  const total = { calls: 0, failed: 0 };
  const x = (at, now) => WIDTH - ((now - at) / SPAN) * WIDTH;
  const y = (ms) => HEIGHT - 6 - Math.sqrt(Math.min(ms, SLOWEST) / SLOWEST) * (HEIGHT - 26); // short calls are told apart, long ones stay in the picture

  function draw() {
    const now = Date.now();
    for (const list of [calls, marks]) {
      while (list.length > 0 && now - list[0].at > SPAN) {
        list.shift();
      }
    }
    svg.replaceChildren(
      ...marks.map(({ at }) => element("line", { x1: x(at, now), x2: x(at, now), y1: 0, y2: HEIGHT, class: "mark" })),
      ...calls.map(({ at, ms, isGood }) => element("rect", { x: x(at, now) - 2, y: y(ms), width: 4, height: HEIGHT - y(ms), class: isGood ? "good" : "bad" })),
    );
    const names = marks.map(({ name, at }) => `${Math.round((now - at) / 1000)} s ago: ${name}`);
    if (total.calls > 0) {
      const text = `${total.calls} calls, ${total.failed} failed`;
      svg.setAttribute("aria-label", text);
      label.textContent = [text, ...names.slice(-2)].join(" · ");
    }
  }

  return {
    draw,
    /** A call that has ended. */
    add(ms, isGood) {
      calls.push({ at: Date.now(), ms, isGood });
      total.calls++;
      total.failed += isGood ? 0 : 1;
    },
    /** Something that the user did. */
    mark(name) {
      marks.push({ at: Date.now(), name });
    },
  };
}
