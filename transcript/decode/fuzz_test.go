package decode_test

import (
	"testing"

	"github.com/hirealign/hirealign/transcript/decode"
)

func FuzzWebVTT(f *testing.F) { fuzz(f, decode.WebVTT()) }

func FuzzZoomVTT(f *testing.F) { fuzz(f, decode.ZoomVTT()) }

func FuzzTeamsVTT(f *testing.F) { fuzz(f, decode.TeamsVTT()) }

func FuzzYouTubeVTT(f *testing.F) { fuzz(f, decode.YouTubeVTT()) }

func FuzzPodcastVTT(f *testing.F) { fuzz(f, decode.PodcastVTT()) }

func FuzzSRT(f *testing.F) { fuzz(f, decode.SRT()) }

func FuzzPodcastSRT(f *testing.F) { fuzz(f, decode.PodcastSRT()) }

func FuzzSBV(f *testing.F) { fuzz(f, decode.SBV()) }

func FuzzTTML(f *testing.F) { fuzz(f, decode.TTML()) }

func FuzzZoomChat(f *testing.F) { fuzz(f, decode.ZoomChat()) }

func FuzzTeamsDocx(f *testing.F) { fuzz(f, decode.TeamsDocx()) }

func FuzzMeetDocs(f *testing.F) { fuzz(f, decode.MeetDocs()) }

func FuzzOtterText(f *testing.F) { fuzz(f, decode.OtterText()) }

func FuzzTimedNames(f *testing.F) { fuzz(f, decode.TimedNames()) }

func FuzzZoomCaptions(f *testing.F) { fuzz(f, decode.ZoomCaptions()) }

func FuzzTimedText(f *testing.F) { fuzz(f, decode.TimedText()) }

func FuzzNameText(f *testing.F) { fuzz(f, decode.NameText()) }

func FuzzWhisper(f *testing.F) { fuzz(f, decode.Whisper()) }

func FuzzWhisperCpp(f *testing.F) { fuzz(f, decode.WhisperCpp()) }

func FuzzWhisperX(f *testing.F) { fuzz(f, decode.WhisperX()) }

func FuzzOpenAIDiarized(f *testing.F) { fuzz(f, decode.OpenAIDiarized()) }

func FuzzDeepgram(f *testing.F) { fuzz(f, decode.Deepgram()) }

func FuzzAssemblyAI(f *testing.F) { fuzz(f, decode.AssemblyAI()) }

func FuzzAWSTranscribe(f *testing.F) { fuzz(f, decode.AWSTranscribe()) }

func FuzzAWSCallAnalytics(f *testing.F) { fuzz(f, decode.AWSCallAnalytics()) }

func FuzzAWSBedrock(f *testing.F) { fuzz(f, decode.AWSBedrock()) }

func FuzzAzureSpeech(f *testing.F) { fuzz(f, decode.AzureSpeech()) }

func FuzzGoogleSpeech(f *testing.F) { fuzz(f, decode.GoogleSpeech()) }

func FuzzRevAI(f *testing.F) { fuzz(f, decode.RevAI()) }

func FuzzSpeechmatics(f *testing.F) { fuzz(f, decode.Speechmatics()) }

func FuzzGladia(f *testing.F) { fuzz(f, decode.Gladia()) }

func FuzzElevenLabs(f *testing.F) { fuzz(f, decode.ElevenLabs()) }

func FuzzRecall(f *testing.F) { fuzz(f, decode.Recall()) }

func FuzzFireflies(f *testing.F) { fuzz(f, decode.Fireflies()) }

func FuzzFathom(f *testing.F) { fuzz(f, decode.Fathom()) }

func FuzzVexa(f *testing.F) { fuzz(f, decode.Vexa()) }

func FuzzMeetingBaaS(f *testing.F) { fuzz(f, decode.MeetingBaaS()) }

func FuzzReadAI(f *testing.F) { fuzz(f, decode.ReadAI()) }

func FuzzGranola(f *testing.F) { fuzz(f, decode.Granola()) }

func FuzzMeetEntries(f *testing.F) { fuzz(f, decode.MeetEntries()) }

func FuzzPodcastJSON(f *testing.F) { fuzz(f, decode.PodcastJSON()) }

func FuzzOtterJSON(f *testing.F) { fuzz(f, decode.OtterJSON()) }

func FuzzTLDV(f *testing.F) { fuzz(f, decode.TLDV()) }

func FuzzCanonical(f *testing.F) { fuzz(f, decode.Canonical()) }
