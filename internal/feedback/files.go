package feedback

import (
	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

func hashes(files []channel.File, visit func(string) error) error {
	for _, f := range files {
		if f.Hash == "" {
			continue
		}
		if err := visit(f.Hash); err != nil {
			return err
		}
	}
	return nil
}

// kept are files as a case keeps them: by their content alone. The platform's id of one would be a trace of
// the conversation that it came from. A round video is one as any other then: it goes in albums, and with words.
func kept(files []channel.File) (list []channel.File) {
	for _, f := range files {
		f.Ref, f.Channel = "", ""
		if f.Kind == channel.Round {
			f.Kind = channel.Video
		}
		list = append(list, f)
	}
	return list
}

// checkFiles is Invalid where the content of a file is not in the blob store: a case is whole or is not.
func checkFiles(files []channel.File) error {
	for _, f := range files {
		if f.Hash == "" {
			return fault.New(fault.Invalid, "feedback: a file whose content was not kept")
		}
	}
	return nil
}
