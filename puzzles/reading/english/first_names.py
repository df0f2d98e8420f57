"""Common first names: a label of a script that is one of these is a person though nobody speaks of them. Data only."""

FIRST_NAMES = frozenset(
    "Aaron Abby Adam Adrian Agnes Ahmed Aisha Alan Alba Albert Alex Alexander Alexandra Alfred Ali Alice Alicia "
    "Alison Amanda Amber Amir Amy Ana Andre Andrea Andrew Andy Angela Anita Ann Anna Anne Annie Anthony Anton "
    "Antonio Arthur Arturo Ashley Barbara Bart Beatrice Becky Bella Ben Bernard Bert Beth Betty Bill Billy Bob "
    "Boris Brad Brenda Brian Bruce Bruno Caleb Cameron Camille Carl Carla Carlos Carmen Carol Caroline Carolyn "
    "Catherine Cathy Cecil Cecilia Charles Charlie Chen Chris Christian Christina Christine Christopher Cid Cindy "
    "Claire Clara Claude Colin Connor Craig Cy Cynthia Daisy Dan Dana Daniel Danielle Danny Daphne Dave David "
    "Dean Debbie Deborah Denise Dennis Derek Diana Diane Diego Dmitri Don Donald Donna Doris Dorothy Doug Douglas "
    "Dylan Ed Eddie Edgar Edith Edward Eileen Elaine Eleanor Elena Eli Elias Elijah Elise Ellen Ellie Elliot Elsa "
    "Emil Emilia Eric Erica Erik Ernest Esther Eugene Eva Eve Fatima Felix Fiona Fred Freya Gabriel Gary Gavin "
    "Gene Geoff George Gerald Gina Glen Glenn Gloria Gordon Graham Greg Gregory Greta Gus Guy Hannah Hans Harold "
    "Harriet Harry Hassan Hazel Heather Helen Helena Helga Henrik Herbert Holly Howard Hugh Hugo Ian Ida Igor "
    "Ines Inga Ingrid Irene Iris Isaac Isabel Ivan Ivy Jack Jackie Jake Jamie Jan Jane Janet Jasmine Jason Jay "
    "Jean Jeff Jen Jennifer Jenny Jeremy Jerry Jess Jesse Jessica Jill Jim Jimmy Jo Joan Joanna Joe Joel Johan "
    "John Johnny Jon Jonas Jonathan Jordan Jorge Jose Josh Joshua Joyce Juan Judith Judy Julia Julian Julie "
    "Juliet June Justin Karen Karl Kate Katherine Kathy Katie Keith Kelly Ken Kenneth Kevin Kim Kyle Lara Larry "
    "Laura Lauren Leah Lee Lena Leo Leon Leonard Leslie Lewis Li Liam Linda Lisa Liz Lois Lola Lou Louis Louise "
    "Lucy Luis Luna Lydia Lynn Mabel Maggie Marc Marcel Marco Marcus Margaret Maria Marie Marina Mario Marion "
    "Mark Marta Martha Martin Marvin Mary Matt Matthew Maureen Max Maya Megan Mei Mel Melissa Michael Michelle "
    "Miguel Mike Mila Miles Milo Mohammed Molly Monica Nadia Nancy Naomi Natalie Natasha Nathan Ned Neil Nell "
    "Nicholas Nick Nicole Nina Nora Norman Olga Omar Oscar Otto Pablo Pam Pamela Pat Patricia Patrick Paul Paula "
    "Pauline Pedro Peggy Percy Pete Peter Phil Philip Pierre Polly Priya Rachel Ralph Ravi Ray Raymond Rebecca "
    "Rex Ricardo Richard Rick Rita Rob Robert Roberta Robin Roger Roland Ron Ronald Rosa Rose Rosie Ross Roy Ruby "
    "Rupert Russell Ruth Ryan Sally Sam Samantha Sandra Sara Sarah Scott Sean Seth Sharon Sheila Shirley Simon "
    "Sofia Sonia Sophie Stan Stanley Stella Stephanie Stephen Steve Steven Stuart Sue Susan Susie Suzanne Sven "
    "Sylvia Tamara Tara Ted Teresa Terry Thelma Theo Theresa Thomas Tim Timothy Tina Toby Todd Tom Tommy Tony "
    "Tracy Trevor Ulrich Uma Ursula Vera Vernon Veronica Vic Victor Victoria Vincent Viola Vivian Wally Walter "
    "Wanda Wayne Wendy Wes Wilbur Will William Willow Wilma Xena Yan Yara Yasmin Yolanda Yves Yvonne Zach Zack "
    "Zara Zoe Zora".split()
)
# What may stand before a colon between the lines of a script and is none of the people.
NO_PERSON = frozenset(
    "narrator host moderator judge verdict twist rumour rumor gossip sign moral result outcome truth reality comment "
    "observation caption scene act step bonus extra update summary news report law reason proof voice chorus crowd "
    "audience reader author editor teacher announcer interviewer reporter witness record evidence known confirmed "
    "revealed fine print postscript epilogue prologue aside meanwhile later finally next".split()
)
