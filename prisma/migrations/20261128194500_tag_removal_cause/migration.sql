-- An empty image that regctl pushed over a tag, to delete it with the tag.
ALTER TYPE "MoveCause" ADD VALUE 'regctl_tag_rm';
