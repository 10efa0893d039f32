package debrief

// Ready reports whether the packet could be shown now, and shows nothing: a human
// closes and reveals. It returns nil where every card is in or waived, ErrNotReady
// with one fault per card or interview that is missing, ErrStage for a meeting that
// is not collecting, and otherwise the errors of Close.
func (m Meeting) Ready(req Request) error {
	if err := m.atStage(Collecting); err != nil {
		return err
	}
	_, err := m.packet(req, m.doc.ChangedAt)
	return err
}
