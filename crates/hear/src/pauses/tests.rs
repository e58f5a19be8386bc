//! Cutting at pauses: real speech, silence, noise, and two who talk over each other.

use super::*;

/// Half a second of a voice, made with espeak-ng, and silence around it, at [`RATE_HZ`].
fn speech() -> Vec<f32> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/speech.wav");
    crate::file::SoundFile::open(&path).unwrap().flat_map(|sound| sound.unwrap().samples).collect()
}

fn silence(seconds: f32) -> Vec<f32> {
    vec![0.0; (seconds * RATE_HZ as f32) as usize]
}

/// Noise that is the same on every run.
fn noise(seconds: f32, level: f32) -> Vec<f32> {
    let mut state = 1_u32;
    let mut sample = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (f64::from(state) / f64::from(u32::MAX) * 2.0 - 1.0) as f32 * level
    };
    (0..(seconds * RATE_HZ as f32) as usize).map(|_| sample()).collect()
}

fn cut(samples: &[f32], block: usize) -> Vec<Speech> {
    let mut pauses = CallPauses::default();
    let mut found = Vec::new();
    for (number, samples) in samples.chunks(block).enumerate() {
        let begin = lasting((number * block) as u64);
        let (call, party) = ("test".into(), Party::Mixed);
        found.extend(pauses.hear(&Sound { call, party, begin, samples: samples.to_vec() }));
    }
    found.extend(pauses.end());
    found
}

#[test]
fn each_utterance_is_found_at_its_time_whatever_the_blocks() {
    let (voice, gap) = (speech(), silence(1.0));
    let samples = [&gap, &voice, &gap, &voice, &gap, &gap, &voice].map(Vec::as_slice).concat();
    let whole = cut(&samples, samples.len());
    assert_eq!(whole.len(), 3, "{:?}", whole.iter().map(|one| one.begin).collect::<Vec<_>>());
    let step = 1.0 + voice.len() as f64 / f64::from(RATE_HZ);
    for (speech, begin) in whole.iter().zip([1.0, 1.0 + step, 2.0 + 2.0 * step]) {
        let late = speech.begin.as_secs_f64() - begin;
        assert!((-0.25..0.3).contains(&late), "{late} seconds late");
        let samples = usize::try_from(speech.begin.as_micros() * 16 / 1_000).unwrap();
        let same = &samples_at(&[&gap, &voice, &gap, &voice, &gap, &gap, &voice], samples)
            [..speech.samples.len()];
        assert_eq!(speech.samples, same, "what is cut out is what was put in");
    }
    for block in [1, 100, 256, 1_601] {
        assert_eq!(cut(&samples, block), whole, "blocks of {block}");
    }
}

fn samples_at(parts: &[&Vec<f32>], at: usize) -> Vec<f32> {
    parts.iter().flat_map(|part| part.iter().copied()).skip(at).collect()
}

#[test]
fn a_voice_without_pauses_is_cut_and_nothing_of_it_is_lost() {
    // The same words again and again, without the silence at either end.
    let voice = speech();
    let loud = |level: &f32| level.abs() > 0.02;
    let first = voice.iter().position(loud).unwrap();
    let last = voice.iter().rposition(loud).unwrap();
    let samples = voice[first..last].repeat(10);
    let found = cut(&samples, 320);
    let longest = SPEECH_MS_MAX * RATE_HZ as usize / 1_000 + FRAME_SAMPLES;
    assert!(found.len() > 3);
    assert!(found.iter().all(|speech| speech.samples.len() <= longest));
    let joined: Vec<f32> = found.iter().flat_map(|speech| speech.samples.clone()).collect();
    assert!(joined.len() * 100 > samples.len() * 97, "{} of {}", joined.len(), samples.len());
    for pair in found.windows(2) {
        let end = pair[0].begin + lasting(pair[0].samples.len() as u64);
        assert!(pair[1].begin >= end, "stretches do not overlap");
    }
}

#[test]
fn half_an_hour_of_silence_is_nothing_in_little_memory() {
    let mut pauses = CallPauses::default();
    let samples = silence(60.0);
    for minute in 0..30 {
        let begin = Duration::from_secs(minute * 60);
        let (call, party) = ("test".into(), Party::Mixed);
        let sound = Sound { call, party, begin, samples: samples.clone() };
        assert_eq!(pauses.hear(&sound), []);
    }
    let kept = &pauses.parties[0];
    assert!(kept.heard.capacity() < 16_000, "{} samples are kept", kept.heard.capacity());
    assert_eq!(pauses.end(), []);
}

#[test]
fn noise_clicks_and_full_scale_pass_without_a_panic_and_bounded() {
    let mut click = silence(2.0);
    click[16_000..16_040].fill(1.0);
    assert_eq!(cut(&click, 320), []);
    let bit: Vec<f32> = noise(30.0, 1.0).iter().map(|level| level.signum()).collect();
    for samples in [noise(30.0, 0.05), bit, vec![1.0; 480_000], vec![f32::NAN; 48_000]] {
        let longest = SPEECH_MS_MAX * RATE_HZ as usize / 1_000 + FRAME_SAMPLES;
        assert!(cut(&samples, 320).iter().all(|speech| speech.samples.len() <= longest));
    }
}

#[test]
fn two_who_talk_over_each_other_are_both_heard() {
    let mut pauses = CallPauses::default();
    let call: CallId = "test".into();
    let samples = [silence(0.5), speech(), silence(1.0)].concat();
    let mut found = Vec::new();
    for party in [Party::Channel(0), Party::Channel(1)] {
        let samples = samples.clone();
        let sound = Sound { call: call.clone(), party, begin: Duration::ZERO, samples };
        found.extend(pauses.hear(&sound));
    }
    let parties: Vec<Party> = found.iter().map(|speech| speech.party).collect();
    assert_eq!(parties, [Party::Channel(0), Party::Channel(1)]);
    let sounds = (2..20).map(|channel| {
        let party = Party::Channel(channel);
        Sound { call: call.clone(), party, begin: Duration::ZERO, samples: samples.clone() }
    });
    let later: usize = sounds.map(|sound| pauses.hear(&sound).len()).sum();
    assert_eq!(later, PARTIES_MAX - 2, "the parties of a call are bounded");
}

#[test]
fn a_gap_in_the_times_ends_a_stretch_and_moves_the_clock() {
    let mut pauses = CallPauses::default();
    let (call, party): (CallId, _) = ("test".into(), Party::Mixed);
    let hear = |pauses: &mut CallPauses, begin| {
        let samples = speech();
        pauses.hear(&Sound { call: call.clone(), party, begin, samples })
    };
    let mut found = hear(&mut pauses, Duration::ZERO);
    found.extend(hear(&mut pauses, Duration::from_secs(100)));
    found.extend(pauses.end());
    assert_eq!(found.len(), 2);
    assert!(found[1].begin.as_secs_f64() - 100.0 < 0.5);
}

/// The same words again and again for so long, without the silence at either end.
fn talk(seconds: f32) -> Vec<f32> {
    let voice = speech();
    let loud = |level: &f32| level.abs() > 0.02;
    let first = voice.iter().position(loud).unwrap();
    let last = voice.iter().rposition(loud).unwrap();
    let length = (seconds * RATE_HZ as f32) as usize;
    voice[first..last].iter().copied().cycle().take(length).collect()
}

/// Processor time for a second of speech at which words still come in time: what base takes on one
/// thread of a machine that is not crowded. On a crowded one it takes more (docs/speech.md).
const RECOGNISING: f64 = 0.135;

#[test]
fn words_come_in_time_however_long_somebody_speaks() {
    for tenths in (5..250).step_by(7) {
        let seconds = tenths as f32 / 10.0;
        let samples = [silence(0.5), talk(seconds), silence(1.5)].concat();
        let (mut pauses, mut recognised) = (CallPauses::default(), 0.0_f64);
        // Frames of a telephone line, as they come.
        for (number, frame) in samples.chunks(320).enumerate() {
            let begin = lasting(320 * number as u64);
            let (call, party) = ("test".into(), Party::Mixed);
            let sound = Sound { call, party, begin, samples: frame.to_vec() };
            let now = (begin + lasting(frame.len() as u64)).as_secs_f64();
            for speech in pauses.hear(&sound) {
                let takes = speech.samples.len() as f64 / f64::from(RATE_HZ) * RECOGNISING;
                recognised = recognised.max(now) + takes;
            }
        }
        assert_eq!(pauses.end(), [], "{seconds} seconds: all ended by itself");
        let late_ms = 1_000.0 * (recognised - 0.5 - f64::from(seconds));
        assert!(recognised > 0.0 && late_ms < WORDS_MS_MAX as f64, "{seconds} s: {late_ms} ms");
    }
}

#[test]
fn the_longer_a_stretch_the_shorter_the_pause_that_ends_it() {
    assert!(PAUSES_MS.is_sorted_by(|one, next| one.0 < next.0 && one.1 > next.1));
    assert_eq!(pause_ms(0), 500);
    assert_eq!(pause_ms(frames(8_500) - 1), 500);
    assert_eq!(pause_ms(frames(20_000)), 128);
}
