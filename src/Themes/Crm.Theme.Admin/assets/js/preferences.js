/** The page of preferences: the zone of this device with one press. */
export function preferences() {
  const button = document.querySelector('[data-zone-here]');
  const zones = button && document.getElementById(button.dataset.zoneHere);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zones || ![...zones.options].some((option) => option.value === here) || zones.value === here) {
    return;
  }
  button.hidden = false;
  button.addEventListener('click', () => {
    zones.value = here;
    button.hidden = true;
    zones.focus();
  });
}
