// The figures with sliders: draws what `learn sweeps --json` computed, in the page and, for the still
// pictures, in Node (`require("./sliders.js").still(sweep)`).
"use strict";

(function (exported) {
  const text = (string) =>
    String(string).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
  const number = (value) => String(Math.round(value * 10) / 10);

  // Axes -----------------------------------------------------------------------------------------

  // The position of a number on an axis, in 0…1; NaN for what a logarithmic axis has no place for.
  function share(axis, value) {
    if (!axis.isLogarithmic) return (value - axis.low) / (axis.high - axis.low);
    return value > 0 ? Math.log(value / axis.low) / Math.log(axis.high / axis.low) : NaN;
  }

  // The numbers that an axis names: at most `most`, round ones.
  function ticks(axis, most) {
    const named = [];
    if (axis.isLogarithmic) {
      const first = Math.ceil(Math.log10(axis.low) - 1e-9);
      const last = Math.floor(Math.log10(axis.high) + 1e-9);
      const inner = last - first < 2 ? [1, 2, 5] : [1];
      const stride = Math.max(1, Math.ceil((last - first + 1) / most));
      // A multiple of the stride, so that 1 is among them.
      for (let power = Math.ceil(first / stride) * stride; power <= last; power += stride) {
        for (const factor of inner) {
          // A quotient, where the power is negative, has no rounding error that would be shown.
          const value = power < 0 ? factor / Math.pow(10, -power) : factor * Math.pow(10, power);
          if (value <= axis.high * (1 + 1e-9)) named.push(value);
        }
      }
      return named;
    }
    const rough = (axis.high - axis.low) / most;
    const power = Math.pow(10, Math.floor(Math.log10(rough)));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= rough * 0.999);
    for (let index = Math.ceil(axis.low / step - 1e-9); index * step <= axis.high + 1e-9 * step; index++) {
      named.push(index * step);
    }
    return named;
  }

  // A number at a tick: `0.5`, `−3`, `10⁻⁶`.
  function tickText(value, axis) {
    const power = Math.log10(Math.abs(value));
    if (axis.isLogarithmic && (power > 3.5 || power < -2.5)) {
      const digits = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
      return "10" + [...String(Math.round(power))].map((digit) => digits[digit]).join("");
    }
    return String(Number(value.toPrecision(6))).replace("-", "−");
  }

  // Marks ----------------------------------------------------------------------------------------

  // A mark as SVG; `place` takes two numbers to a point.
  function drawn(mark, place, floor) {
    const points = [];
    for (let index = 0; index + 1 < mark.points.length; index += 2) {
      const point = place(mark.points[index], mark.points[index + 1]);
      // A coordinate far outside is none that a renderer can be asked to draw.
      if (point.every(Number.isFinite)) points.push(point.map((c) => Math.max(-5000, Math.min(5000, c))));
    }
    const shade = `c${mark.color}`;
    switch (mark.kind) {
      case "line":
      case "contour":
      case "dashes":
        return `<polyline class="${mark.kind} ${shade}" points="${points.map((p) => p.map(number).join()).join(" ")}"/>`;
      case "bars": {
        const width = points.length > 1 ? points[1][0] - points[0][0] : 8;
        return points
          .map(([x, y]) => `<rect class="bar ${shade}" x="${number(x - width / 2)}" y="${number(y)}"`
            + ` width="${number(Math.max(width - 1, 1))}" height="${number(Math.max(floor - y, 0))}"/>`)
          .join("");
      }
      default:
        return points
          .map(([x, y]) => mark.color === 1 && mark.kind === "dots"
            // Another form beside another color: a square for the second group.
            ? `<rect class="dot ${shade}" x="${number(x - 3)}" y="${number(y - 3)}" width="6" height="6"/>`
            : `<circle class="${mark.kind === "dots" ? "dot" : "ring"} ${shade}" cx="${number(x)}" cy="${number(y)}"`
              + ` r="${mark.kind === "dots" ? 3.2 : 7}"/>`)
          .join("");
    }
  }

  // The sample of a mark that stands before its name.
  function sample(mark, x, y) {
    const points = mark.kind === "bars" ? [] : mark.kind === "line" || mark.kind === "dashes"
      ? [[x, y], [x + 20, y]] : [[x + 10, y]];
    if (mark.kind === "bars") {
      return `<rect class="bar c${mark.color}" x="${x + 5}" y="${y - 6}" width="10" height="12"/>`;
    }
    return drawn({ ...mark, points: points.flat() }, (a, b) => [a, b], y);
  }

  // The key: names side by side, in as many rows as they need.
  function key(marks, width) {
    const named = marks.filter((mark) => mark.name);
    let [x, y, svg] = [8, 14, ""];
    for (const mark of named) {
      const letters = [...mark.name].map((c) => (/[mwMW]/.test(c) ? 12.5 : /[fijlt.,']/.test(c) ? 5 : 7.8));
      const room = 28 + letters.reduce((sum, width) => sum + width, 14);
      if (x > 8 && x + room > width) [x, y] = [8, y + 20];
      svg += sample(mark, x, y) + `<text x="${x + 26}" y="${y + 4}">${text(mark.name)}</text>`;
      x += room;
    }
    return { svg, height: named.length ? y + 14 : 4 };
  }

  // Panels ---------------------------------------------------------------------------------------

  function panel(axes, marks, box, clip) {
    const [left, right, top, bottom] = [50, 12, 24, 40];
    const [width, height] = [box.width - left - right, box.height - top - bottom];
    const floor = box.y + top + height;
    const start = box.x + left;
    const place = (x, y) => [start + share(axes.x, x) * width, floor - share(axes.y, y) * height];
    let svg = `<clipPath id="${clip}"><rect x="${start}" y="${box.y + top - 1}" width="${width}" height="${height + 2}"/></clipPath>`;
    for (const value of ticks(axes.x, Math.max(3, Math.floor(width / 60)))) {
      const x = number(start + share(axes.x, value) * width);
      svg += `<line class="grid" x1="${x}" y1="${box.y + top}" x2="${x}" y2="${floor}"/>`
        + `<text class="tick" text-anchor="middle" x="${x}" y="${floor + 16}">${tickText(value, axes.x)}</text>`;
    }
    for (const value of ticks(axes.y, 6)) {
      const y = floor - share(axes.y, value) * height;
      svg += `<line class="grid" x1="${start}" y1="${number(y)}" x2="${start + width}" y2="${number(y)}"/>`
        + `<text class="tick" text-anchor="end" x="${start - 6}" y="${number(y + 4)}">${tickText(value, axes.y)}</text>`;
    }
    svg += `<rect class="frame" x="${start}" y="${box.y + top}" width="${width}" height="${height}"/>`
      + `<text text-anchor="middle" x="${start + width / 2}" y="${floor + 33}">${text(axes.x.label)}</text>`
      + `<text x="${box.x + 8}" y="${box.y + 15}">${text(axes.y.label)}</text>`
      + `<g clip-path="url(#${clip})">`;
    // Bars would hide lines that are drawn before.
    const all = [...axes.marks, ...marks];
    const bars = all.filter((mark) => mark.kind === "bars");
    for (const mark of [...bars, ...all.filter((mark) => mark.kind !== "bars")]) svg += drawn(mark, place, floor);
    return svg + "</g>";
  }

  // The figure at one position, as SVG of a width; the height follows.
  function draw(sweep, position, { width = 640, style = "", label = "" } = {}) {
    const frame = sweep.frames[position];
    const count = sweep.panels.length;
    const isWide = count === 1 || width >= 600;
    const each = isWide ? width / count : width;
    const height = Math.round(Math.min(330, Math.max(230, each * 0.62)));
    const legend = key(sweep.panels.flatMap((axes, index) => [...axes.marks, ...frame.marks[index]]), width);
    let svg = legend.svg;
    sweep.panels.forEach((axes, index) => {
      const box = {
        x: isWide ? index * each : 0, y: legend.height + (isWide ? 0 : index * height), width: each, height,
      };
      svg += panel(axes, frame.marks[index], box, `clip-${sweep.id}-${index}`);
    });
    const whole = legend.height + (isWide ? height : height * count);
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${whole}" width="${width}" height="${whole}"`
      + ` role="img" aria-label="${text(label)}">${style}${svg}</svg>`;
  }

  // The still picture: the figure at its first position, by itself, on white.
  function still(sweep, width = 640) {
    const style = "<style>svg{background:#fff;font:12.5px system-ui,sans-serif;fill:#333}"
      + ".grid{stroke:#e4e4e4}.frame{fill:none;stroke:#999}.line,.contour,.dashes{fill:none;stroke-width:2}.contour{stroke-width:1;stroke-opacity:.6}"
      + ".dashes{stroke-dasharray:6 4}.ring{fill:none;stroke-width:2.5}.bar{fill-opacity:.55}"
      + ["#0b62b8", "#b3500c", "#0f7a3d", "#666666"]
        .map((c, i) => `.c${i}{stroke:${c}}.dot.c${i},.bar.c${i}{fill:${c};stroke:none}`).join("")
      + "text{stroke:none}</style>";
    const frame = sweep.frames[sweep.start];
    return draw(sweep, sweep.start, { width, style, label: `${sweep.control} ${frame.value}. ${frame.note}` });
  }

  exported.draw = draw;
  exported.still = still;
  exported.ticks = ticks;
  exported.tickText = tickText;

  // In the page ----------------------------------------------------------------------------------

  function animate(figure, sweep) {
    const name = `slider-${sweep.id}`;
    const controls = document.createElement("div");
    controls.className = "controls";
    controls.innerHTML = `<label for="${name}">${text(sweep.control)}</label>`
      + `<input type="range" id="${name}" min="0" max="${sweep.frames.length - 1}" step="1" value="${sweep.start}">`
      + `<output for="${name}"></output>`;
    const drawing = document.createElement("div");
    drawing.className = "drawing";
    const note = document.createElement("p");
    note.className = "note";
    note.setAttribute("aria-live", "polite");
    const [input, output] = [controls.querySelector("input"), controls.querySelector("output")];
    let drawnWidth = 0;

    function show() {
      const frame = sweep.frames[Number(input.value)];
      drawnWidth = Math.max(280, Math.min(760, Math.floor(drawing.clientWidth || 640)));
      drawing.innerHTML = draw(sweep, Number(input.value), {
        width: drawnWidth, label: `${sweep.control} ${frame.value}. ${frame.note}`,
      });
      output.textContent = frame.value;
      // The note is read out by itself.
      input.setAttribute("aria-valuetext", frame.value);
      note.textContent = frame.note;
    }

    const image = figure.querySelector("img");
    if (image) image.replaceWith(drawing);
    else figure.prepend(drawing);
    drawing.after(controls, note);
    figure.classList.add("live");
    input.addEventListener("input", show);
    // Only a change of the width asks for a new drawing, or the two would take turns for ever.
    new ResizeObserver(() => {
      const width = Math.max(280, Math.min(760, Math.floor(drawing.clientWidth)));
      if (width !== drawnWidth) show();
    }).observe(drawing);
    show();
  }

  if (typeof document === "undefined") return;
  const sweeps = new Map(((window.book || {}).sliders || []).map((sweep) => [sweep.id, sweep]));
  for (const figure of document.querySelectorAll("figure.slider[data-slider]")) {
    const sweep = sweeps.get(figure.dataset.slider);
    if (sweep) animate(figure, sweep);
  }
})(typeof module === "undefined" ? {} : module.exports);
