//! Drawn portraits: a calm, friendly face from a seed. Nobody's photograph, and nobody's likeness.

use std::fmt::Write;

const SKIN: [(&str, &str); 7] = [
    ("#f6d9c6", "#e8bfa6"),
    ("#eec3a2", "#dba987"),
    ("#dca77d", "#c68e63"),
    ("#c68a5e", "#ad7249"),
    ("#a56b43", "#8d5732"),
    ("#7f4f32", "#693e25"),
    ("#5d3a27", "#4a2c1c"),
];
const HAIR: [&str; 8] = ["#2a211d", "#3b2a20", "#5a3d28", "#8a5c35", "#b98d56", "#8d9298", "#c9ccd0", "#16161a"];
const BACKGROUND: [&str; 8] = ["#dcebe8", "#e6e3f0", "#f1e7d8", "#dde7f1", "#efe0e0", "#e2ecd9", "#e9e6e1", "#d9e9ee"];
const CLOTHES: [&str; 8] = ["#2f6f6a", "#3d5a80", "#7a4e6d", "#8a5a2b", "#4a6b3f", "#5b5f97", "#99504a", "#44525c"];
const INK: &str = "#33261f";

/// What the seed decides, one thing after the other (SplitMix64, so that it needs no generator's version to hold).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// A portrait as SVG, under 3 KB, without scripts or links. The same seed gives the same face; an even seed gives a
/// face that reads as a woman's, an odd one a man's, so that it goes with the name beside it.
pub fn portrait(seed: u64) -> String {
    let mut dice = Dice(seed);
    let (skin, shade) = dice.pick(&SKIN);
    // Fair hair goes with few of the darker faces in life, so it does here.
    let dark = SKIN.iter().position(|s| s.0 == skin).unwrap_or(0) > 3;
    let hair = if dark { dice.pick(&[HAIR[0], HAIR[7], HAIR[1], HAIR[5]]) } else { dice.pick(&HAIR) };
    let (background, clothes, second) = (dice.pick(&BACKGROUND), dice.pick(&CLOTHES), dice.pick(&CLOTHES));
    let style = if seed.is_multiple_of(2) { dice.pick(&Style::WOMEN) } else { dice.pick(&Style::MEN) };
    let beard = !seed.is_multiple_of(2) && dice.one_in(3);

    let mut svg = String::with_capacity(2600);
    svg.push_str(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="200" height="200">"#);
    draw(&mut svg, format_args!(r#"<rect width="200" height="200" fill="{background}"/>"#));
    style.behind(&mut svg, hair, second);
    draw(
        &mut svg,
        format_args!(
            r#"<path d="M82 112h36v34q-18 14-36 0z" fill="{shade}"/><path d="M84 122q16 14 32 0v8q-16 10-32 0z" fill="{INK}" opacity=".08"/>"#
        ),
    );
    clothing(&mut svg, &mut dice, clothes, second);
    style.drape(&mut svg, second);
    if style != Style::Scarf {
        draw(
            &mut svg,
            format_args!(
                r#"<circle cx="62" cy="92" r="8" fill="{shade}"/><circle cx="138" cy="92" r="8" fill="{shade}"/>"#
            ),
        );
    }
    draw(
        &mut svg,
        format_args!(r#"<path d="M62 80c0-28 17-44 38-44s38 16 38 44c0 34-18 56-38 56S62 114 62 80z" fill="{skin}"/>"#),
    );
    if beard {
        draw(
            &mut svg,
            format_args!(
                r#"<path d="M62 88c1 30 16 51 38 51s37-21 38-51c-3 12-9 17-18 16-12-5-28-5-40 0-9 1-15-4-18-16z" fill="{hair}"/>"#
            ),
        );
    }
    face(&mut svg, &mut dice, hair, shade, beard);
    style.before(&mut svg, hair, second);
    if dice.one_in(3) {
        let frame = dice.pick(&["#3a3f45", "#6b4a2e", "#274b57"]);
        draw(
            &mut svg,
            format_args!(
                r#"<g fill="none" stroke="{frame}" stroke-width="2.4"><rect x="71" y="79" width="24" height="19" rx="8"/><rect x="105" y="79" width="24" height="19" rx="8"/><path d="M95 86q5-3 10 0M71 85l-8-2M129 85l8-2"/></g>"#
            ),
        );
    }
    svg.push_str("</svg>");
    svg
}

fn draw(svg: &mut String, shape: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = svg.write_fmt(shape);
}

fn face(svg: &mut String, dice: &mut Dice, hair: &str, shade: &str, beard: bool) {
    let brow = dice.pick(&[
        "M76 77q8-6 17-2M107 75q9-4 17 2",
        "M76 76q9-4 17 0M107 76q8-4 17 0",
        "M77 78q7-6 15-4M108 74q8-2 15 4",
    ]);
    let nose = dice.pick(&["M101 88q5 12-1 15h-4", "M100 87q6 13 0 16-3 1-5-1", "M99 90q4 10 0 13h-4"]);
    let smile = dice.pick(&["M86 113q14 12 28 0", "M87 114q13 9 26 0", "M85 112q15 14 30 0"]);
    let lips = if beard { "#f3ddd2" } else { "#8c3f38" };
    draw(
        svg,
        format_args!(
            r##"<g fill="none" stroke-linecap="round"><path d="{brow}" stroke="{hair}" stroke-width="3.4"/><path d="{nose}" stroke="{shade}" stroke-width="3"/><path d="{smile}" stroke="{lips}" stroke-width="3"/></g><g fill="{INK}"><ellipse cx="84" cy="88" rx="3.4" ry="4"/><ellipse cx="116" cy="88" rx="3.4" ry="4"/></g><g fill="#fff"><circle cx="85.2" cy="86.6" r="1.1"/><circle cx="117.2" cy="86.6" r="1.1"/></g><g fill="#d9705f" opacity=".16"><circle cx="75" cy="102" r="8"/><circle cx="125" cy="102" r="8"/></g>"##
        ),
    );
}

fn clothing(svg: &mut String, dice: &mut Dice, clothes: &str, second: &str) {
    const SHOULDERS: &str = "M14 200c2-38 30-52 66-60q20 14 40 0c36 8 64 22 66 60z";
    match dice.below(4) {
        // A white coat over a shirt.
        0 | 1 => draw(
            svg,
            format_args!(
                r##"<path d="{SHOULDERS}" fill="{clothes}"/><path d="M14 200c2-38 30-52 64-60l22 60zM186 200c-2-38-30-52-64-60l-22 60z" fill="#fbfcfc"/><path d="M78 140l-14 16 14 8-6 8 28 28M122 140l14 16-14 8 6 8-28 28" fill="none" stroke="#cfd8d8" stroke-width="2.4"/>"##
            ),
        ),
        // A jacket over a light shirt.
        2 => draw(
            svg,
            format_args!(
                r##"<path d="{SHOULDERS}" fill="{clothes}"/><path d="M80 140q20 16 40 0l-20 60z" fill="#f4f1ea"/><path d="M80 140l-12 14 12 10-4 8 24 28 24-28-4-8 12-10-12-14" fill="none" stroke="#00000033" stroke-width="2.4"/>"##
            ),
        ),
        // A round neck.
        _ => draw(
            svg,
            format_args!(
                r#"<path d="{SHOULDERS}" fill="{clothes}"/><path d="M76 141q24 26 48 0" fill="none" stroke="{second}" stroke-width="5" stroke-linecap="round"/>"#
            ),
        ),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Short,
    Parted,
    Curls,
    Receding,
    Bald,
    Long,
    Bob,
    Bun,
    Scarf,
    LongCurls,
}

impl Style {
    const WOMEN: [Self; 8] =
        [Self::Long, Self::Bob, Self::Bun, Self::Scarf, Self::LongCurls, Self::Long, Self::Bun, Self::Parted];
    const MEN: [Self; 7] =
        [Self::Short, Self::Parted, Self::Curls, Self::Receding, Self::Bald, Self::Short, Self::Curls];

    /// What lies behind the neck and head.
    fn behind(self, svg: &mut String, hair: &str, scarf: &str) {
        match self {
            Self::Long => draw(
                svg,
                format_args!(
                    r#"<path d="M54 90c-4-42 20-62 46-62s50 20 46 62c0 28 4 44 8 62H46c4-18 8-34 8-62z" fill="{hair}"/>"#
                ),
            ),
            Self::Bob => draw(
                svg,
                format_args!(
                    r#"<path d="M54 88c-3-40 20-60 46-60s49 20 46 60c0 14 2 26 2 38q-48 14-96 0c0-12 2-24 2-38z" fill="{hair}"/>"#
                ),
            ),
            Self::Bun => draw(svg, format_args!(r#"<circle cx="100" cy="27" r="17" fill="{hair}"/>"#)),
            Self::LongCurls => {
                draw(svg, format_args!(r#"<g fill="{hair}">"#));
                for (x, y) in
                    [(56, 70), (50, 92), (52, 114), (60, 132), (144, 70), (150, 92), (148, 114), (140, 132), (100, 84)]
                {
                    let r = if x == 100 { 50 } else { 18 };
                    draw(svg, format_args!(r#"<circle cx="{x}" cy="{y}" r="{r}"/>"#));
                }
                svg.push_str("</g>");
            }
            Self::Scarf => draw(svg, format_args!(r#"<ellipse cx="100" cy="86" rx="50" ry="60" fill="{scarf}"/>"#)),
            Self::Short | Self::Parted | Self::Curls | Self::Receding | Self::Bald => {}
        }
    }

    /// What falls over the shoulders.
    fn drape(self, svg: &mut String, scarf: &str) {
        if self == Self::Scarf {
            draw(
                svg,
                format_args!(
                    r##"<path d="M52 96c0 34 8 44 2 64 30 18 62 18 92 0-6-20 2-30 2-64z" fill="{scarf}"/><path d="M66 132q34 36 76 18" fill="none" stroke="#00000026" stroke-width="3"/>"##
                ),
            );
        }
    }

    /// What lies over the forehead.
    fn before(self, svg: &mut String, hair: &str, scarf: &str) {
        let path = match self {
            Self::Short => "M60 84c-4-36 16-52 40-52s44 16 40 52c-3-14-8-22-16-26-14 4-34 4-48 0-8 4-13 12-16 26z",
            Self::Parted => {
                "M59 88c-5-38 16-57 43-57 26 0 44 20 39 57-3-14-7-22-14-30-16 4-34 0-44-10-6 12-18 18-24 40z"
            }
            Self::Receding => {
                "M60 88c-3-20 0-34 12-44 18-14 38-14 56 0 12 10 15 24 12 44-2-14-6-22-12-30-14-12-42-12-56 0-6 8-10 16-12 30z"
            }
            Self::Long | Self::LongCurls => {
                "M59 92c-4-42 16-60 41-60s45 18 41 60c-4-18-12-32-26-38-16 2-30-2-36-8-8 10-16 24-20 46z"
            }
            Self::Bob => "M59 90c-4-40 16-58 41-58s45 18 41 58c-2-10-5-18-9-24q-32 8-64 0c-4 6-7 14-9 24z",
            Self::Bun => "M60 84c-3-34 16-50 40-50s43 16 40 50c-6-16-18-28-40-30-22 2-34 14-40 30z",
            Self::Curls => {
                draw(svg, format_args!(r#"<g fill="{hair}">"#));
                for (x, y, r) in [
                    (66, 62, 12),
                    (76, 48, 13),
                    (92, 41, 13),
                    (108, 41, 13),
                    (124, 48, 13),
                    (134, 62, 12),
                    (62, 76, 7),
                    (138, 76, 7),
                ] {
                    draw(svg, format_args!(r#"<circle cx="{x}" cy="{y}" r="{r}"/>"#));
                }
                svg.push_str("</g>");
                return;
            }
            Self::Scarf => {
                draw(
                    svg,
                    format_args!(
                        r##"<path d="M58 92c-4-40 14-60 42-60s46 20 42 60c-2 22-10 40-22 48 12-14 18-34 16-56-2-22-16-34-36-34S66 62 64 84c-2 22 4 42 16 56-12-8-20-26-22-48z" fill="{scarf}"/><path d="M65 78q10-30 35-30t35 30" fill="none" stroke="#ffffff40" stroke-width="2"/>"##
                    ),
                );
                return;
            }
            Self::Bald => "M64 60q4-14 14-20-4 10-14 20z",
        };
        let (fill, opacity) = if self == Self::Bald { ("#fff", ".25") } else { (hair, "1") };
        draw(svg, format_args!(r#"<path d="{path}" fill="{fill}" opacity="{opacity}"/>"#));
    }
}
