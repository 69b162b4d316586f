//! The recorded run, natively: what the browser is compared with must be what this program does.
#![cfg(not(target_arch = "wasm32"))]

mod recorded;

#[test]
fn the_native_run_is_as_recorded_and_learns() {
    let (_, measured) = recorded::run();
    recorded::assert_as_recorded(&measured);
    assert!(measured[4][0] < 0.8 * measured[0][0], "the reconstruction does not fall: {measured:?}");
}
